import { spawnSync } from "node:child_process";
import { statSync } from "node:fs";
import { join } from "node:path";

const PROVISIONER = join(__dirname, "..", "..", "dist", "provisioner.cjs");

test("the provisioner is small enough to be read at every start", () => {
  expect(statSync(PROVISIONER).size).toBeLessThanOrEqual(225_000);
});

test("the provisioner has Node load nothing big that it does not use", () => {
  const tell = `process.on("exit", () => require("fs").writeSync(1, process.moduleLoadList.join("\\n")))`;
  const { stdout } = spawnSync(
    process.execPath,
    ["-e", `${tell}; require(process.argv[1])`, PROVISIONER, "no-command"],
    { encoding: "utf8" },
  );
  expect(stdout).toMatch(/^NativeModule https$/m);
  expect(stdout).not.toMatch(/^NativeModule (http2|internal\/deps\/undici\/undici|worker_threads)$/m);
});
