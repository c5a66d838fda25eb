/** cdktf and its successor cdktn, each in a project of its own, synthesize the same program. */
import { readFile } from "node:fs/promises";
import { type Simulator, startSimulator } from "../../simulator";
import { authenticates } from "../support/authenticates";
import { CDKTF, CDKTN, Consumer } from "../support/consumer";
import { login } from "../support/project";
import { eachTool } from "../support/tools";

const PROGRAM = `
const { App, LocalBackend, TerraformOutput, TerraformStack } = require("cdktf");
const { ProxmoxAccess, ProxmoxCluster, ProxmoxGroup, TerraformTfvars, TokenFile } = require("cdktf-proxmox-access");

const app = new App();
const stack = new TerraformStack(app, "lab");
new LocalBackend(stack, { path: "lab.tfstate" });
const cluster = new ProxmoxCluster(stack, "host3", { ...JSON.parse(process.env.CLUSTER), pveVersion: "9.2" });
const access = new ProxmoxAccess(stack, "access", {
  cluster,
  acl: [{ path: "/vms" }],
  token: { privilegeSeparation: true, expires: "2099-12-31", keep: ["0"] },
});
for (const subject of [access.user, access.token]) access.role.grantTo(subject, { path: "/storage", propagate: false });
const ci = new ProxmoxAccess(stack, "ci", { cluster, user: { userid: "ci@pve" }, role: access.role });
new TerraformTfvars(stack, "tfvars", { clusters: [{ access }], shape: "split" });
new TerraformOutput(stack, "ci-token", { value: ci.token.full, sensitive: true });
app.synth();
`;
const EXAMPLE = { endpoint: "https://host3.example.org:8006" };

let cdktf: Consumer;
let cdktn: Consumer;

beforeAll(async () => {
  cdktf = await Consumer.create(CDKTF);
  cdktn = await Consumer.create(CDKTN);
  for (const consumer of [cdktf, cdktn]) await consumer.write("main.js", PROGRAM);
});
afterAll(async () => {
  await cdktf.dispose();
  await cdktn.dispose();
});

async function synthesize(consumer: Consumer, cluster: object): Promise<Record<string, unknown>> {
  return JSON.parse(await consumer.synthesize("main.js", { CLUSTER: JSON.stringify(cluster) }));
}

/** Without the comments that each framework adds for its own command line. */
function withoutMetadata(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutMetadata);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).filter(([key]) => key !== "//");
  return Object.fromEntries(entries.map(([key, inner]) => [key, withoutMetadata(inner)]));
}

test("it is cdktn that stands in for cdktf", async () => {
  const { name, version } = JSON.parse(await readFile(cdktn.path("node_modules/cdktf/package.json"), "utf8"));
  expect([name, version]).toEqual(["cdktn", "0.24.0"]);
});

test("both give Terraform the same", async () => {
  const [ofCdktf, ofCdktn] = [await synthesize(cdktf, EXAMPLE), await synthesize(cdktn, EXAMPLE)];
  expect(withoutMetadata(ofCdktn)).toEqual(withoutMetadata(ofCdktf));
});

eachTool("what cdktn synthesizes, deployed", (tool) => {
  let simulator: Simulator;
  beforeAll(async () => {
    simulator = await startSimulator({ pve: "9.2" });
    await synthesize(cdktn, { endpoint: simulator.endpoint, fingerprint: simulator.fingerprint });
  });
  afterAll(() => simulator.stop());

  const terraform = (...args: readonly string[]) =>
    cdktn.succeed(tool.path, [`-chdir=cdktf.out/stacks/lab`, ...args, "-input=false", "-no-color"], {
      ...tool.environment,
      ...login(simulator),
    });

  it("makes tokens that work, wants nothing more, and takes everything away", async () => {
    await terraform("init");
    await terraform("apply", "-auto-approve");
    const file = await readFile(cdktn.path("terraform.tfvars"), "utf8");
    expect(await authenticates(simulator, /"(opentofu@pve![^"]+)"/.exec(file)?.[1])).toBe(true);
    expect(simulator.snapshot().tokens).toHaveLength(3);
    expect(await terraform("plan")).toContain("No changes.");
    await terraform("destroy", "-auto-approve");
    expect(simulator.snapshot().tokens).toEqual([]);
  });
});
