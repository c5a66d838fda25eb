/** Whatever Terraform writes is for its user alone, in every stack that a secret may come to. */
import {
  chmodSync,
  closeSync,
  existsSync,
  mkdtempSync,
  openSync,
  readFileSync,
  readdirSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App, LocalBackend, TerraformOutput, TerraformStack, TerraformVariable } from "cdktf";
import { ProxmoxAccess, ProxmoxCluster, TerraformTfvars } from "../../constructs";
import { type Simulator, startSimulator } from "../../simulator";
import { run } from "../../tools/processes";
import { succeeded } from "../support/lab";
import { login, reach } from "../support/project";
import { eachTool } from "../support/tools";
import { filesWith, modeOf } from "../support/traces";

const home = process.cwd();
let mask: number;
let folder: string;

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "private state ")));
  process.chdir(folder);
  mask = process.umask(0o022);
});
afterEach(() => {
  process.umask(mask);
  process.chdir(home);
  rmSync(folder, { recursive: true });
});

/** A program with a stack that makes an access, in the state that cdktf itself gives it, and others that come by its secret. */
function synthesize(cluster: { endpoint: string; fingerprint?: string }, outdir = "cdktf.out"): void {
  const app = new App({ outdir });
  const lab = new TerraformStack(app, "lab");
  const host3 = new ProxmoxCluster(lab, "host3", cluster);
  const access = new ProxmoxAccess(lab, "access", { cluster: host3 });

  const reader = new TerraformStack(app, "reader");
  new LocalBackend(reader, { path: join(folder, "states", "reader.tfstate") });
  const output = new TerraformOutput(reader, "token", { value: access.token.full, sensitive: true });

  const third = new TerraformStack(app, "third");
  new LocalBackend(third, { path: "third.tfstate" });
  new TerraformOutput(third, "token", { value: output.value as string, sensitive: true });
  third.addDependency(reader);

  const other = new TerraformStack(app, "other");
  new LocalBackend(other, { path: join(folder, "other.tfstate") });
  app.synth();
}

const EXAMPLE = { endpoint: "https://host3.example.org:8006" };

describe("at synth", () => {
  test("states and backups are there, empty and private, before Terraform is started", () => {
    synthesize(EXAMPLE);
    const stacks = join("cdktf.out", "stacks");
    const states = ["terraform.lab.tfstate", "states/reader.tfstate", join(stacks, "third/third.tfstate")];
    for (const file of states.flatMap((state) => [state, `${state}.backup`])) {
      expect([file, modeOf(file), statSync(file).size]).toEqual([file, "600", 0]);
    }
    for (const stack of ["lab", "reader", "third"]) expect(modeOf(join(stacks, stack))).toBe("700");
    expect(modeOf("states")).toBe("700");
  });

  test("a stack that no secret comes to is left alone", () => {
    synthesize(EXAMPLE);
    expect(existsSync("other.tfstate")).toBe(false);
    expect(modeOf(join("cdktf.out", "stacks", "other"))).toBe("755");
  });

  test("a stack with a file that holds somebody else's token is one of them", () => {
    const app = new App({ outdir: "cdktf.out" });
    const stack = new TerraformStack(app, "files");
    const apiToken = new TerraformVariable(stack, "token", { type: "string", sensitive: true }).stringValue;
    new TerraformTfvars(stack, "tfvars", {
      clusters: [{ cluster: { key: "host3", ...EXAMPLE }, apiToken }],
    });
    app.synth();
    expect(modeOf("terraform.files.tfstate")).toBe("600");
  });

  test("whoever opened a state before it was private does not see what is written later", () => {
    writeFileSync("terraform.lab.tfstate", "{}", { mode: 0o644 });
    const early = openSync("terraform.lab.tfstate", "r");
    synthesize(EXAMPLE);
    expect(readFileSync("terraform.lab.tfstate", "utf8")).toBe("{}");
    writeFileSync("terraform.lab.tfstate", "secret");
    expect(readFileSync(early, "utf8")).toBe("{}");
    closeSync(early);
  });

  test("a state that a run has locked stays the file that the run writes into", () => {
    writeFileSync("terraform.lab.tfstate", "{}", { mode: 0o644 });
    writeFileSync(".terraform.lab.tfstate.lock.info", "{}");
    const before = statSync("terraform.lab.tfstate").ino;
    synthesize(EXAMPLE);
    expect(statSync("terraform.lab.tfstate").ino).toBe(before);
    expect(modeOf("terraform.lab.tfstate")).toBe("600");
  });

  test("a stack's folder that others could enter is closed", () => {
    synthesize(EXAMPLE);
    chmodSync(join("cdktf.out", "stacks", "lab"), 0o777);
    synthesize(EXAMPLE);
    expect(modeOf(join("cdktf.out", "stacks", "lab"))).toBe("700");
  });

  test("the state stays in the project, wherever cdktf is told to put its output", () => {
    const elsewhere = mkdtempSync(join(tmpdir(), "elsewhere "));
    process.env["CDKTF_OUTDIR"] = join(elsewhere, "out");
    try {
      synthesize(EXAMPLE, process.env["CDKTF_OUTDIR"]);
      expect(readdirSync(elsewhere)).toEqual(["out"]);
      expect(modeOf("terraform.lab.tfstate")).toBe("600");
      expect(modeOf(join(elsewhere, "out", "stacks", "lab"))).toBe("700");
    } finally {
      delete process.env["CDKTF_OUTDIR"];
      rmSync(elsewhere, { recursive: true });
    }
  });
});

eachTool("a deploy of such stacks", (tool) => {
  let simulator: Simulator;
  beforeEach(async () => {
    simulator = await startSimulator({ pve: "9.2" });
  });
  afterEach(() => simulator.stop());

  const terraform = async (stack: string, ...args: string[]) => {
    const env = { ...process.env, ...tool.environment, ...login(simulator) };
    const cwd = join(folder, "cdktf.out", "stacks", stack);
    return run(tool.path, [...args, "-input=false", "-no-color"], { cwd, env });
  };
  const deploy = async (stack: string) => succeeded(await terraform(stack, "apply", "-auto-approve"));

  test("leaves the secret in private files alone, and a destroy too", async () => {
    synthesize(reach(simulator));
    for (const stack of ["lab", "reader"]) {
      succeeded(await terraform(stack, "init"));
      await deploy(stack);
      await terraform(stack, "plan", "-out=plan");
    }
    const secret = simulator.snapshot().tokens[0]?.secret ?? "none";
    expect(filesWith(folder, secret)).toEqual(["states/reader.tfstate", "terraform.lab.tfstate"]);
    const plans = ["lab", "reader"].map((stack) => join("cdktf.out", "stacks", stack, "plan"));
    for (const file of [...filesWith(folder, secret), ...plans])
      expect([file, isPrivate(file)]).toEqual([file, true]);
    for (const stack of ["reader", "lab"]) succeeded(await terraform(stack, "destroy", "-auto-approve"));
    const backups = ["states/reader.tfstate.backup", "terraform.lab.tfstate.backup"];
    expect(filesWith(folder, secret)).toEqual(backups);
    for (const file of backups) expect([file, isPrivate(file)]).toEqual([file, true]);
    expect(simulator.snapshot().tokens).toEqual([]);
  });
});

/** Whether only its owner can come to it: by its own mode, or by that of a folder of the project that it is in. */
function isPrivate(file: string): boolean {
  const steps = file.split("/");
  return steps.some((_, index) => (statSync(join(folder, ...steps.slice(0, index + 1))).mode & 0o077) === 0);
}
