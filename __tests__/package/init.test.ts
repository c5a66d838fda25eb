/** What `init` writes is a project that installs, synthesizes, deploys and has nothing to change after that. */
import { existsSync } from "node:fs";
import { mkdtemp, readFile, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { type Simulator, startSimulator } from "../../simulator";
import { type Finished, run } from "../../tools/processes";
import { ROOT } from "../../tools/toolchain/paths";
import { tarball } from "../support/consumer";
import { login } from "../support/project";
import { beyondFresh } from "../support/pve/pve-state";
import { tools } from "../support/tools";

let simulator: Simulator;
let folder: string;

beforeAll(async () => {
  simulator = await startSimulator({
    pve: "9.2",
    nodes: ["host3"],
    inventory: { pools: [{ poolid: "lab" }] },
  });
  folder = await realpath(await mkdtemp(path.join(tmpdir(), "an init ")));
});
afterAll(async () => {
  await simulator.stop();
  await rm(folder, { recursive: true, force: true });
});

async function succeed(command: string, ...args: readonly string[]): Promise<string> {
  const [tool] = tools();
  const env = {
    ...process.env,
    ...tool!.environment,
    ...login(simulator),
    TERRAFORM_BINARY_NAME: tool!.path,
    // Plain lines, and nothing outside the folder.
    CI: "true",
    CDKTF_HOME: path.join(folder, ".cdktf"),
    CDKTF_DISABLE_PLUGIN_CACHE_ENV: "1",
  };
  const finished: Finished = await run(command, args, { cwd: folder, env });
  if (finished.exitCode !== 0)
    throw new Error(`${command} ${args.join(" ")} failed.\n${finished.stdout}${finished.stderr}`);
  return finished.stdout;
}

it("installs, synthesizes, deploys, and is settled then", async () => {
  const cli = path.join(ROOT, "dist", "cli.cjs");
  const trust = ["--endpoint", simulator.endpoint, "--fingerprint", simulator.fingerprint];
  await succeed(process.execPath, cli, "init", "--yes", ...trust, "--pool", "lab");

  // The packed library stands in for the published one.
  const install = ["install", "--prefer-offline", "--no-audit", "--no-fund", "--ignore-scripts"];
  await succeed("npm", ...install, tarball());
  const { $schema } = JSON.parse(await readFile(path.join(folder, "cdktf.json"), "utf8")) as {
    $schema: string;
  };
  expect(existsSync(path.join(folder, $schema))).toBe(true);
  await succeed("npx", "tsc", "--noEmit", "-p", ".");
  await succeed("npx", "cdktf", "synth");
  const deploy = ["cdktf", "deploy", "--auto-approve", "--skip-provider-lock"];
  expect(await succeed("npx", ...deploy)).toContain("Apply complete!");
  expect(Object.keys(beyondFresh(simulator).tokens)).toEqual(["opentofu@pve!opentofu-token"]);
  expect(await readFile(path.join(folder, "terraform.tfvars"), "utf8")).toContain('name         = "host3"');
  expect(existsSync(path.join(folder, "proxmox-ca.pem"))).toBe(true);
  expect(await succeed("npx", ...deploy)).toContain("No changes.");
  expect(await succeed("npx", "cdktf-proxmox-access", "pveum", "--pve", "9")).toContain("/pool/lab");
});
