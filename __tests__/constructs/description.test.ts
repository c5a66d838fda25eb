import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { App, LocalBackend, TerraformStack } from "cdktf";
import { ProxmoxAccess, ProxmoxCluster, ProxmoxRole, ProxmoxUser } from "../../constructs";
import { type Description, describedNames, namesDigest } from "../../pve/spec";
import { MINIMAL, descriptionOf, requestOf, resourceOf, stackOf, synthesized } from "../support/synth";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "description "));
});
afterEach(() => rmSync(folder, { recursive: true }));

function labOf(app: App) {
  const stack = new TerraformStack(app, "lab");
  new LocalBackend(stack, { path: join(folder, "lab.tfstate") });
  return { stack, cluster: new ProxmoxCluster(stack, "host3", { endpoint: "https://host3:8006/" }) };
}

function description(): Description {
  return JSON.parse(readFileSync(join(folder, "stacks", "lab", "description.json"), "utf8")) as Description;
}

test("is written beside the stack, and nothing else is", () => {
  const app = new App({ outdir: folder });
  const { stack, cluster } = labOf(app);
  new ProxmoxRole(stack, "role", { cluster, roleid: "auditor", privileges: ["VM.Audit"] });
  app.synth();
  expect(description()).toEqual({
    clusters: {
      host3: {
        cluster: { key: "host3", endpoint: "https://host3:8006", insecure: false },
        reconcile: "on-change",
        settings: { "role auditor": "present", "role auditor VM.Audit": "granted" },
      },
    },
    tokens: [],
    files: [],
    bundles: [],
    ssh: [],
  });
  const files = readdirSync(join(folder, "stacks", "lab")).filter(
    (name) => !/^(cdk\.tf|assets$|metadata)/.test(name),
  );
  expect(files).toEqual(["description.json"]);
});

test("says which files are written and what their reader needs next", () => {
  const nuc = { endpoint: "https://nuc:8006", sshUsername: "ops", nodeName: "nuc1" };
  const { files, ssh } = descriptionOf(stackOf({ clusters: { ...MINIMAL.clusters, nuc } }));
  const fullTokenid = "opentofu@pve!opentofu-token";
  expect(files).toEqual([
    {
      path: "terraform.tfvars",
      place: "../../../terraform.tfvars",
      tokens: [
        { key: "host3", fullTokenid },
        { key: "nuc", fullTokenid },
      ],
    },
  ]);
  expect(ssh).toEqual([
    { key: "host3", username: "root", node: "host3" },
    { key: "nuc", username: "ops", node: "nuc1" },
  ]);
});

test("names each token by its construct, and its former rotations", () => {
  const app = new App({ outdir: folder });
  const { stack, cluster } = labOf(app);
  const { user } = new ProxmoxAccess(stack, "access", {
    cluster,
    token: { rotation: "3", keep: ["2", "1"] },
  });
  user.addToken("ci");
  app.synth();
  const of = (tokenid: string) => `opentofu@pve!${tokenid}`;
  expect(description().tokens).toEqual([
    {
      key: "host3",
      construct: "lab/access/token",
      fullTokenid: of("opentofu-token-3"),
      rotation: "3",
      kept: [of("opentofu-token-2"), of("opentofu-token")],
    },
    { key: "host3", construct: "lab/access/user/ci", fullTokenid: of("ci"), rotation: "1", kept: [] },
  ]);
});

test("its text is normalized as Terraform normalizes the triggers", () => {
  const app = new App({ outdir: folder });
  const { stack, cluster } = labOf(app);
  new ProxmoxUser(stack, "user", { cluster, comment: "cafe\u0301" });
  app.synth();
  expect(JSON.stringify(description())).toContain("caf\u00e9");
});

test("what runs at the end of a deploy knows it by its names", () => {
  const stack = stackOf(MINIMAL);
  const names = namesDigest(describedNames(descriptionOf(stack)));
  const settled = resourceOf(stack, "settled");
  const request = { stack: "proxmox-access", names, tokenFiles: [] };
  expect(requestOf(settled, "preflight")).toMatchObject(request);
  expect(requestOf(settled, "finish")).toMatchObject(request);
});

test("it agrees with what the plan shows, but for what only Terraform knows", () => {
  const stack = stackOf(MINIMAL);
  const { "token opentofu@pve!opentofu-token issue": issue, ...shown } = resourceOf(stack, "host3").triggers;
  expect(descriptionOf(stack).clusters["host3"]?.settings).toEqual(shown);
  expect(issue).toBe("${null_resource.host3_token_rotation.id}");
});

test("HCL output is refused, since it would be none", () => {
  const before = process.env["SYNTH_HCL_OUTPUT"];
  try {
    process.env["SYNTH_HCL_OUTPUT"] = "true";
    const app = new App({ outdir: folder });
    labOf(app);
    expect(() => app.synth()).toThrow(/lab: HCL output is refused/);
  } finally {
    if (before === undefined) delete process.env["SYNTH_HCL_OUTPUT"];
    else process.env["SYNTH_HCL_OUTPUT"] = before;
  }
});

test("thirty clusters with a confined identity each stay far below Linux's limit for one variable", () => {
  const parameters = { pool: ["lab", "prod"], storage: ["local", "fast"], bridge: ["vmbr0", "vmbr1"] };
  const identities = { apply: { profile: "opentofu-talos", parameters } };
  const clusters = Object.fromEntries(
    Array.from({ length: 30 }, (_, index) => [
      `site${String(index)}`,
      { ...MINIMAL.clusters.host3, endpoint: `https://site${String(index)}.example.org:8006`, identities },
    ]),
  );
  const stack = stackOf({ clusters });
  const resources = Object.values(synthesized(stack).resource.null_resource);
  const variables = resources.flatMap(({ provisioner = [] }) =>
    provisioner.flatMap((each) => Object.values(each["local-exec"].environment)),
  );
  // What Terraform makes of `base64gzip(jsonencode(self.triggers))` of all clusters together.
  const deployed = Object.entries(descriptionOf(stack).clusters).flatMap(([key, { settings }]) =>
    Object.entries(settings).map(([name, value]) => [`${key} ${name}`, value]),
  );
  const triggers = gzipSync(JSON.stringify(Object.fromEntries(deployed))).toString("base64");
  const longest = Math.max(...[...variables, triggers].map((text) => Buffer.byteLength(text)));
  expect(longest).toBeLessThan(16 * 1024);
});
