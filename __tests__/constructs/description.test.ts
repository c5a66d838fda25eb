import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { App, TerraformStack } from "cdktf";
import { ProxmoxRole, ProxmoxUser } from "../../constructs";
import { MINIMAL, stackOf, synthesized } from "../support/synth";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "description "));
});
afterEach(() => rmSync(folder, { recursive: true }));

const cluster = { key: "host3", endpoint: "https://host3.example.org:8006" };

function description(stack: string): Record<string, Record<string, unknown>> {
  return JSON.parse(readFileSync(join(folder, "stacks", stack, "description.json"), "utf8"));
}

test.each([false, true])("is written beside the stack, and nothing else is (HCL: %s)", (hclOutput) => {
  const app = new App({ outdir: folder, hclOutput });
  const stack = new TerraformStack(app, "lab");
  new ProxmoxRole(stack, "role", { cluster, roleid: "auditor", privileges: ["VM.Audit"] });
  app.synth();
  expect(description("lab")["lab/role"]).toEqual({
    objects: {
      auditor: {
        object: { kind: "role", roleid: "auditor", privileges: { list: ["VM.Audit"] } },
        settings: { "VM.Audit": "granted" },
      },
    },
  });
  expect(Object.keys(description("lab")["lab/guard"]?.["objects"] ?? {})).toEqual(["host3 role auditor"]);
  const files = readdirSync(join(folder, "stacks", "lab")).filter(
    (name) => !/^(cdk\.tf|assets$|metadata)/.test(name),
  );
  expect(files).toEqual(["description.json"]);
});

test("its text is normalized as Terraform normalizes the triggers", () => {
  const app = new App({ outdir: folder });
  const stack = new TerraformStack(app, "lab");
  new ProxmoxUser(stack, "user", { cluster, comment: "cafe\u0301" });
  app.synth();
  expect(JSON.stringify(description("lab"))).toContain("caf\u00e9");
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
  const resources = Object.values(synthesized(stackOf({ clusters })).resource.null_resource);
  const variables = resources.flatMap(({ provisioner = [] }) =>
    provisioner.flatMap((each) => Object.values(each["local-exec"].environment)),
  );
  // What Terraform makes of `base64gzip(jsonencode(self.triggers))`.
  const triggers = resources.map((each) => gzipSync(JSON.stringify(each.triggers)).toString("base64"));
  const longest = Math.max(...[...variables, ...triggers].map((text) => Buffer.byteLength(text)));
  expect(longest).toBeLessThan(16 * 1024);
});
