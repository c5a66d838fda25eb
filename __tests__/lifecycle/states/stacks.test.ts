import { mkdtemp, readFile, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { App, LocalBackend, TerraformStack } from "cdktf";
import {
  ProxmoxAccess,
  ProxmoxAcl,
  ProxmoxApiToken,
  ProxmoxCluster,
  ProxmoxRole,
  ProxmoxUser,
  TerraformTfvars,
} from "../../../constructs";
import { type Simulator, startSimulator } from "../../../simulator";
import { run } from "../../../tools/processes";
import { type AttachedProviders, attachProviders } from "../../support/attached-providers";
import { authenticates } from "../../support/authenticates";
import { failed, succeeded, tokenIn } from "../../support/lab";
import { login, reach } from "../../support/project";
import { beyondFresh } from "../../support/pve/pve-state";
import { eachTool } from "../../support/tools";

eachTool("a program of one's own", (tool) => {
  let simulator: Simulator;
  let folder: string;
  const providers = new Map<string, AttachedProviders>();
  beforeEach(async () => {
    simulator = await startSimulator({ pve: "9.2" });
    folder = await realpath(await mkdtemp(path.join(tmpdir(), "own program ")));
  });
  afterEach(async () => {
    await Promise.all([...providers.values()].map((attached) => attached.stop()));
    providers.clear();
    await simulator.stop();
    await rm(folder, { recursive: true });
  });

  const folderOf = (stack: string) => path.join(folder, "cdktf.out", "stacks", stack);
  const terraform = async (stack: string, args: readonly string[], environment = login(simulator)) => {
    const attached = providers.get(stack)?.environment;
    const env = { ...process.env, ...tool.environment, ...attached, ...environment };
    return run(tool.path, [...args, "-input=false", "-no-color"], { cwd: folderOf(stack), env });
  };
  const init = async (stack: string) => {
    succeeded(await terraform(stack, ["init"]));
    providers.set(stack, await attachProviders(folderOf(stack)));
  };
  const deploy = async (stack: string) => succeeded(await terraform(stack, ["apply", "-auto-approve"]));

  function stackOf(app: App, name: string): TerraformStack {
    const stack = new TerraformStack(app, name);
    new LocalBackend(stack, { path: path.join(folder, `${name}.tfstate`) });
    return stack;
  }

  describe("with two stacks, of which one makes the access and the other one uses its token", () => {
    function synthesize(rotation: string): void {
      const app = new App({ outdir: path.join(folder, "cdktf.out") });
      const access = stackOf(app, "access");
      const cluster = new ProxmoxCluster(access, "host3", reach(simulator));
      const host3 = new ProxmoxAccess(cluster, "access", { cluster, token: { rotation } });
      new TerraformTfvars(stackOf(app, "workspace"), "tfvars", { clusters: [{ access: host3 }] });
      app.synth();
    }

    test("gives a file with a token that works", async () => {
      synthesize("1");
      for (const stack of ["access", "workspace"]) {
        await init(stack);
        await deploy(stack);
        expect(succeeded(await terraform(stack, ["plan"]))).toContain("No changes.");
      }
      const file = await readFile(path.join(folder, "terraform.tfvars"), "utf8");
      expect(await authenticates(simulator, tokenIn(file))).toBe(true);
    });

    test("a rotation that is refused loses no secret, though no file depends on it", async () => {
      synthesize("1");
      await init("access");
      await deploy("access");
      synthesize("2");
      const wrong = { ...login(simulator), PROXMOX_VE_PASSWORD: "wrong" };
      expect(failed(await terraform("access", ["apply", "-auto-approve"], wrong))).toContain("root@pam");
      synthesize("1");
      expect(succeeded(await terraform("access", ["plan"]))).toContain("No changes.");
    });
  });

  test("takes away a token that is described no longer, and leaves its user, role and ACL entry", async () => {
    const synthesize = (tokens: readonly string[]) => {
      const app = new App({ outdir: path.join(folder, "cdktf.out") });
      const cluster = new ProxmoxCluster(stackOf(app, "access"), "host3", reach(simulator));
      const user = new ProxmoxUser(cluster, "user", { cluster, userid: "ci@pve" });
      const role = new ProxmoxRole(cluster, "role", { cluster, roleid: "ci", privileges: ["VM.Audit"] });
      new ProxmoxAcl(cluster, "acl", { role, subjects: [user] });
      for (const tokenid of tokens) new ProxmoxApiToken(cluster, tokenid, { user, tokenid });
      app.synth();
    };
    synthesize(["apply", "plan"]);
    await init("access");
    await deploy("access");
    const { users, roles, acl } = beyondFresh(simulator);
    const [apply] = simulator.snapshot().tokens;
    synthesize(["apply"]);
    expect(succeeded(await terraform("access", ["plan"]))).toMatch(/- +"token ci@pve!plan" /);
    expect(await deploy("access")).toMatch(/host3 +token ci@pve!plan: deleted/);
    expect(beyondFresh(simulator)).toMatchObject({ users, roles, acl });
    expect(simulator.snapshot().tokens).toEqual([apply]);
    expect(succeeded(await terraform("access", ["plan"]))).toContain("No changes.");
  });
});
