/** What a person reads before a deploy, with the real binaries; a stand-in takes the provisioner's place. */
import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App } from "cdktf";
import { DESCRIPTION_FILE, type Description, decodeDeployed, withoutIssues } from "../../pve/spec";
import { run } from "../../tools/processes";
import { type AttachedProviders, attachProviders } from "../support/attached-providers";
import { MINIMAL, stackOf } from "../support/synth";
import { eachTool } from "../support/tools";

interface Resource {
  readonly address: string;
  readonly values: { readonly triggers: Record<string, string> };
}

const PRIVILEGES = ["VM.Audit", "VM.Clone"];

function descriptionIn(stack: string): Description {
  return JSON.parse(readFileSync(join(stack, DESCRIPTION_FILE), "utf8")) as Description;
}

function described(more: object = {}, ...privileges: readonly string[]) {
  const role = { privileges: [...PRIVILEGES, ...privileges] };
  return { clusters: { host3: { ...MINIMAL.clusters.host3, role, ...more } } };
}

eachTool("a plan", (tool) => {
  let folder: string;
  let stack: string;
  let providers: AttachedProviders | undefined;

  beforeEach(async () => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), "plan of ")));
    stack = join(folder, "cdktf.out", "stacks", "proxmox-access");
    synth(described());
    expect(await terraform("init")).toMatchObject({ exitCode: 0 });
    providers = await attachProviders(stack);
  });
  afterEach(async () => {
    await providers?.stop();
    providers = undefined;
    rmSync(folder, { recursive: true });
  });

  function synth(context: unknown): void {
    const app = new App({ outdir: join(folder, "cdktf.out") });
    stackOf(context, app);
    app.synth();
    const provisioner = join(stack, "assets", "provisioner", "v1", "provisioner.cjs");
    copyFileSync(join(__dirname, "stub-provisioner.cjs"), provisioner);
  }

  function terraform(command: string, options: readonly string[] = [], environment = {}) {
    rmSync(join(stack, "calls.txt"), { force: true });
    return called([command, "-no-color", "-input=false", ...options], environment);
  }

  function called(args: readonly string[], environment = {}) {
    const env = { ...process.env, ...tool.environment, ...providers?.environment, ...environment };
    return run(tool.path, args, { cwd: stack, env });
  }

  const deploy = (environment = {}) => terraform("apply", ["-auto-approve"], environment);

  /** Sorted: what is independent runs in any order. */
  function calls(): readonly string[] {
    const file = join(stack, "calls.txt");
    return existsSync(file) ? readFileSync(file, "utf8").trim().split("\n").sort() : [];
  }

  /** What would be done, as `show` prints a plan. */
  async function planned(): Promise<string> {
    expect(await terraform("plan", ["-out=planned"])).toMatchObject({ exitCode: 0 });
    const { stdout } = await called(["show", "-no-color", "planned"]);
    return stdout.trim();
  }

  /** The triggers of a resource, as the state has them. */
  async function triggersOf(address: string): Promise<Record<string, string>> {
    const { stdout } = await called(["show", "-json"]);
    const { values } = JSON.parse(stdout) as { values: { root_module: { resources: Resource[] } } };
    return values.root_module.resources.find((one) => one.address === address)?.values.triggers ?? {};
  }

  /** What is not to stay as it is. */
  const actions = (plan: string) => [...plan.matchAll(/^ {2}# (.+)/gm)].map(([, action]) => action);

  test("of a first deploy is at most 110 lines, and it is done by two processes", async () => {
    expect((await planned()).split("\n").length).toBeLessThanOrEqual(110);
    expect(await deploy()).toMatchObject({ exitCode: 0 });
    expect(calls()).toEqual(["finish", "reconcile host3"]);
    expect(await terraform("plan", ["-detailed-exitcode"])).toMatchObject({ exitCode: 0 });
  });

  test("leaves in the state all that a later deploy has to know, though the description may be another one by then", async () => {
    const fingerprint = Array.from({ length: 32 }, () => "AB").join(":");
    const acl = [{ path: "/pool/lab" }, { path: "/vms", propagate: false }];
    writeFileSync(join(folder, "ca.pem"), "");
    synth(described({ caFile: "ca.pem", acl }));
    const [before] = Object.values(descriptionIn(stack).clusters);
    await deploy();
    synth(described({ fingerprint }));
    const { state, clusters } = decodeDeployed(await triggersOf("null_resource.settled"));
    const { cluster, settings, origins } = clusters.get("host3")!;
    expect(cluster).toEqual({ ...before?.cluster, caFile: "../../../ca.pem" });
    expect(withoutIssues(settings)).toEqual(before?.settings);
    expect(settings).toHaveProperty(
      ["token opentofu@pve!opentofu-token issue"],
      expect.stringMatching(/^\d+$/),
    );
    expect(origins).toEqual({
      "role opentofu-role": "made",
      "acl /pool/lab opentofu-role user opentofu@pve": "made",
      "acl /vms opentofu-role user opentofu@pve": "made",
    });
    expect(state).toMatch(/^\d+$/);
  });

  test("of another privilege is at most 25 lines: it, in two resources, and nothing else", async () => {
    await deploy();
    synth(described({}, "VM.Migrate"));
    const plan = await planned();
    expect(plan.split("\n").length).toBeLessThanOrEqual(25);
    expect(actions(plan)).toEqual([
      "null_resource.host3 must be replaced",
      "null_resource.settled will be replaced due to changes in replace_triggered_by",
    ]);
    const changes = plan.split("\n").filter((line) => /^ {10}[-+~]/.test(line));
    expect(changes.map((line) => line.replace(/ +/g, " "))).toEqual([
      ' + "role opentofu-role VM.Migrate" = "granted"',
      ' + "host3 role opentofu-role VM.Migrate" = "granted"',
    ]);
    await deploy();
    expect(calls()).toEqual(["finish", "preflight", "reconcile host3"]);
  });

  test("of reconcile: always replaces three resources each time, and shows no setting as changed", async () => {
    const always = described({ reconcile: "always" });
    synth(always);
    await deploy();
    const plan = await planned();
    expect(actions(plan)).toHaveLength(3);
    expect(plan).not.toContain("granted");
  });

  test("of a path less deletes that entry; a destroy deletes all that was made", async () => {
    synth(described({ acl: [{ path: "/pool/lab" }, { path: "/vms" }] }));
    await deploy();
    synth(described({ acl: [{ path: "/pool/lab" }] }));
    await deploy();
    const entry = (path: string) => `delete host3 acl ${path} opentofu-role user opentofu@pve`;
    expect(calls()).toEqual([entry("/vms"), "finish", "preflight", "reconcile host3"]);
    expect(await terraform("destroy", ["-auto-approve"])).toMatchObject({ exitCode: 0 });
    expect(calls()).toEqual([
      entry("/pool/lab"),
      "delete host3 role opentofu-role",
      "delete host3 token opentofu@pve!opentofu-token",
      "delete host3 user opentofu@pve",
      "preflight",
    ]);
    expect(existsSync(join(folder, "terraform.tfvars"))).toBe(false);
  });

  test("of a rotation brings a new secret into the file; one that was lost on the way is issued again", async () => {
    await deploy();
    const secret = () => readFileSync(join(folder, "terraform.tfvars"), "utf8");
    const first = secret();
    synth(described({ token: { rotation: "2" } }));
    const failed = await deploy({ LOSE_SECRETS: "1" });
    expect(failed.exitCode).not.toBe(0);
    expect(failed.stderr).toContain("deploy once more");
    expect(await deploy()).toMatchObject({ exitCode: 0 });
    expect(secret()).not.toBe(first);
    expect(secret()).toMatch(/opentofu-token=[0-9a-f-]{36}"/);
    expect(await terraform("plan", ["-detailed-exitcode"])).toMatchObject({ exitCode: 0 });
  });
});
