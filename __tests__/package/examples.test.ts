/**
 * Every example is a project that can be copied: with the packed library in it, it compiles, and deploys to simulated
 * clusters that stand in, by the environment alone, for those which it names.
 */
import { existsSync, readdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { type PveRelease, type Simulator, startSimulator } from "../../simulator";
import { ROOT } from "../../tools/toolchain/paths";
import { CDKTF, Consumer } from "../support/consumer";
import { type Environment, login } from "../support/project";
import { pveCall } from "../support/pve/pve-call";
import { beyondFresh } from "../support/pve/pve-state";
import { tools } from "../support/tools";

const EXAMPLES = path.join(ROOT, "examples");
const projects = readdirSync(EXAMPLES).filter((name) =>
  existsSync(path.join(EXAMPLES, name, "package.json")),
);

/** The clusters of all examples, by their keys. */
const CLUSTERS: Readonly<Record<string, PveRelease>> = { host3: "9.2", lab: "9.2", edge: "8.4", old: "7.4" };
/** What an example says that there has to be. */
const INVENTORY = {
  pools: [{ poolid: "lab" }],
  storages: [{ storage: "images", type: "dir", content: "images" }],
};
const GROUP = "lab-team";
const NOTHING = { users: {}, roles: {}, tokens: {}, acl: [] };

let consumer: Consumer;
let simulators: Readonly<Record<string, Simulator>>;

beforeAll(async () => {
  consumer = await Consumer.create(CDKTF);
  const started = Object.entries(CLUSTERS).map(async ([key, pve]) => {
    const simulator = await startSimulator({ pve, inventory: INVENTORY });
    await pveCall(simulator, "POST", "/access/groups", { groupid: GROUP });
    return [key, simulator] as const;
  });
  simulators = Object.fromEntries(await Promise.all(started));
});
afterAll(async () => {
  await consumer.dispose();
  await Promise.all(Object.values(simulators).map((simulator) => simulator.stop()));
});

function environment(): Environment {
  const ofEach = Object.entries(simulators).map(([key, simulator]) => ({
    ...login(simulator, key),
    [`PROXMOX_VE_${key.toUpperCase()}_ENDPOINT`]: simulator.endpoint,
    [`PROXMOX_VE_${key.toUpperCase()}_FINGERPRINT`]: simulator.fingerprint,
  }));
  return Object.assign({}, ...ofEach) as Environment;
}

const deployed = () => Object.values(simulators).map(beyondFresh);

test.each(projects)("examples/%s", async (name) => {
  const read = (file: string) => readFile(path.join(EXAMPLES, name, file), "utf8");
  const { dependencies } = JSON.parse(await read("package.json"));
  expect(dependencies).toEqual({ ...CDKTF.dependencies, "cdktf-proxmox-access": "^0.1.0" });
  await consumer.write("main.ts", await read("main.ts"));
  await consumer.compile(JSON.parse(await read("tsconfig.json")).compilerOptions, "main.ts");
  await consumer.synthesize("main.js");

  const [stack = ""] = readdirSync(consumer.path("cdktf.out/stacks"));
  const [tool] = tools();
  const terraform = (...args: readonly string[]) =>
    consumer.succeed(tool!.path, [`-chdir=cdktf.out/stacks/${stack}`, ...args, "-input=false", "-no-color"], {
      ...tool!.environment,
      ...environment(),
    });
  await terraform("init");
  await terraform("apply", "-auto-approve");
  expect(deployed().flatMap(({ tokens }) => Object.keys(tokens))).not.toEqual([]);
  expect(await terraform("plan")).toContain("No changes.");
  await terraform("destroy", "-auto-approve");
  expect(deployed()).toEqual(Object.values(CLUSTERS).map(() => NOTHING));
});
