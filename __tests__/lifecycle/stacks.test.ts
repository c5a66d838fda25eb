import { mkdtemp, readFile, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { App, LocalBackend, TerraformStack } from "cdktf";
import { ProxmoxAccess, TerraformTfvars } from "../../constructs";
import { type Simulator, startSimulator } from "../../simulator";
import { run } from "../../tools/processes";
import { authenticates } from "../support/authenticates";
import { failed, succeeded } from "../support/lab";
import { login, reach } from "../support/project";
import { eachTool } from "../support/tools";

eachTool("two stacks of one program", (tool) => {
  let simulator: Simulator;
  let folder: string;
  beforeEach(async () => {
    simulator = await startSimulator({ pve: "9.2" });
    folder = await realpath(await mkdtemp(path.join(tmpdir(), "two stacks ")));
  });
  afterEach(async () => {
    await simulator.stop();
    await rm(folder, { recursive: true });
  });

  const terraform = async (stack: string, args: readonly string[], environment = login(simulator)) => {
    const env = { ...process.env, ...tool.environment, ...environment };
    const cwd = path.join(folder, "cdktf.out", "stacks", stack);
    return run(tool.path, [...args, "-input=false", "-no-color"], { cwd, env });
  };

  function synthesize(rotation: string): void {
    const app = new App({ outdir: path.join(folder, "cdktf.out") });
    const access = new TerraformStack(app, "access");
    new LocalBackend(access, { path: path.join(folder, "access.tfstate") });
    const cluster = { key: "host3", ...reach(simulator) };
    const host3 = new ProxmoxAccess(access, "host3", { cluster, token: { rotation } });
    const workspace = new TerraformStack(app, "workspace");
    new LocalBackend(workspace, { path: path.join(folder, "workspace.tfstate") });
    new TerraformTfvars(workspace, "tfvars", { clusters: [{ access: host3 }] });
    app.synth();
  }

  test("one makes the access, the other one uses its token", async () => {
    synthesize("1");
    for (const stack of ["access", "workspace"]) {
      succeeded(await terraform(stack, ["init"]));
      succeeded(await terraform(stack, ["apply", "-auto-approve"]));
      expect(succeeded(await terraform(stack, ["plan"]))).toContain("No changes.");
    }
    const file = await readFile(path.join(folder, "terraform.tfvars"), "utf8");
    const [, token] = /api_token += "([^"]+)"/.exec(file) ?? [];
    expect(await authenticates(simulator, token)).toBe(true);
  });

  test("a rotation that is refused loses no secret, though no file depends on it", async () => {
    synthesize("1");
    succeeded(await terraform("access", ["init"]));
    succeeded(await terraform("access", ["apply", "-auto-approve"]));
    synthesize("2");
    const wrong = { ...login(simulator), PROXMOX_VE_PASSWORD: "wrong" };
    expect(failed(await terraform("access", ["apply", "-auto-approve"], wrong))).toContain("root@pam");
    synthesize("1");
    expect(succeeded(await terraform("access", ["plan"]))).toContain("No changes.");
  });
});
