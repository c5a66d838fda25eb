/** Every example is a project that can be copied: with the packed library in it, it compiles and synthesizes. */
import { existsSync, readdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { ROOT } from "../../tools/toolchain/paths";
import { CDKTF, Consumer } from "../support/consumer";

const EXAMPLES = path.join(ROOT, "examples");
const projects = readdirSync(EXAMPLES).filter((name) =>
  existsSync(path.join(EXAMPLES, name, "package.json")),
);

let consumer: Consumer;

beforeAll(async () => {
  consumer = await Consumer.create(CDKTF);
});
afterAll(() => consumer.dispose());

test.each(projects)("examples/%s", async (name) => {
  const read = (file: string) => readFile(path.join(EXAMPLES, name, file), "utf8");
  const { dependencies } = JSON.parse(await read("package.json"));
  expect(dependencies).toEqual({ ...CDKTF.dependencies, "cdktf-proxmox-access": "^0.1.0" });
  await consumer.write("main.ts", await read("main.ts"));
  await consumer.compile(JSON.parse(await read("tsconfig.json")).compilerOptions, "main.ts");
  expect(await consumer.synthesize("main.js")).toContain("provisioner.cjs");
});
