/** The file that makes the downstream provider trust what is trusted here. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App, TerraformStack, Testing } from "cdktf";
import { ProxmoxAccess, ProxmoxCluster, TerraformTfvars } from "../../constructs";
import { summarizeAccess } from "../../testing";
import { descriptionOf, resourceOf, stackOf, synthesized } from "../support/synth";

const FINGERPRINT = Array.from({ length: 32 }, () => "AB").join(":");
const OTHER = FINGERPRINT.replaceAll("B", "C");
const cluster = (name: string, trust: object) =>
  [name, { endpoint: `https://${name}:8006`, ...trust }] as const;
const pinned = (name: string, more: object = {}) => cluster(name, { fingerprint: FINGERPRINT, ...more });
const context = (...clusters: (readonly [string, object])[]) => ({ clusters: Object.fromEntries(clusters) });

/** The bundles by their paths, as a project sees them, and the keys of their clusters. */
function bundles(of: object): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(
    descriptionOf(stackOf(of)).bundles.map(({ path, clusters }) => [path.replace("../../../", ""), clusters]),
  );
}

describe("is written", () => {
  test("once for all clusters with a fingerprint or a CA file, and for no other", () => {
    const all = context(
      pinned("host3"),
      cluster("nuc", { caFile: "nuc.pem" }),
      cluster("public", {}),
      cluster("open", { insecure: true }),
    );
    expect(bundles(all)).toEqual({ "proxmox-ca.pem": ["host3", "nuc"] });
  });

  test("for nobody, where every tool trusts the clusters", () => {
    const stack = stackOf(context(cluster("public", {})));
    expect(descriptionOf(stack).bundles).toEqual([]);
    expect(Object.keys(synthesized(stack).resource.local_file ?? {})).toEqual(["tfvars"]);
  });

  test("beside each file, one a folder", () => {
    const env = (path: string) => ({ profile: "plan-readonly", outputs: { env: { path } } });
    const host3 = pinned("host3", { user: {}, identities: { a: env("ci/a.env"), b: env("ci/../ci/b.env") } });
    const tfvars = { path: "/srv/x/lab.tfvars" };
    expect(bundles({ ...context(host3, pinned("nuc")), tfvars })).toEqual({
      "/srv/x/proxmox-ca.pem": ["host3", "nuc"],
      "ci/proxmox-ca.pem": ["host3"],
    });
  });

  test("with what the state keeps of a pinned cluster, and what is in a CA file", () => {
    const stack = stackOf(context(pinned("host3"), cluster("nuc", { caFile: 'it"s ${x}.pem' })));
    const { content } = synthesized(stack).resource.local_file?.["ca-proxmox-ca-pem"] ?? {};
    const [header, ...lines] = content?.split("\n") ?? [];
    expect(header).toMatch(/^# Managed by cdktf-proxmox-access/);
    expect(lines.join("\n")).toBe(
      "${null_resource.host3_pve-ca.triggers.ca}" +
        '${format("# %s\\n%s\\n", "nuc", join("\\n", regexall("-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----", ' +
        'file("${path.module}/../../../it\\"s \\u0024{x}.pem"))))}',
    );
  });
});

test("what a pinned cluster is trusted by is read anew when it is reached in another way, and by nothing else", () => {
  const resource = resourceOf(stackOf(context(pinned("host3"))), "host3_pve-ca");
  expect(Object.keys(resource.triggers)).toEqual(["ca", "endpoint", "fingerprint"]);
  expect(resource.lifecycle).toEqual({ ignore_changes: ['triggers["ca"]'] });
});

test("with several endpoints, it is read anew too when another one is described", () => {
  const several = {
    endpoint: ["https://host3:8006", "https://host4:8006"],
    fingerprint: [FINGERPRINT, OTHER],
  };
  const { triggers } = resourceOf(stackOf(context(pinned("host3", several))), "host3_pve-ca");
  expect(triggers).toEqual({
    ca: expect.any(String) as string,
    endpoint: "https://host3:8006",
    endpoint_2: "https://host4:8006",
    fingerprint: FINGERPRINT,
    fingerprint_2: OTHER,
  });
});

test("a reviewer reads it in words", () => {
  const env = { path: "ci.env", flavor: ["bpg", "ansible"] };
  const host3 = pinned("host3", { identities: { ci: { profile: "plan-readonly", outputs: { env } } } });
  const summary = summarizeAccess(stackOf(context(host3, cluster("nuc", { caFile: "nuc.pem" }))));
  expect(summary.split("\n")).toEqual(
    expect.arrayContaining([
      "file proxmox-ca.pem",
      "  <CA of a cluster>",
      "  <CAs in nuc.pem>",
      "  export SSL_CERT_FILE=<file of CAs>",
      "  export PROXMOX_CA_PATH=<file of CAs>",
    ]),
  );
  expect(summary).not.toMatch(/regexall|triggers\.ca/);
});

describe("is refused at synth", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "bundle "));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  test("over a file that is not ours, which stays as it is", () => {
    writeFileSync(join(folder, "proxmox-ca.pem"), "my own CA\n");
    const app = new App({ outdir: join(folder, "cdktf.out") });
    expect(() => Testing.synth(stackOf(context(pinned("host3")), app), true)).toThrow(
      /proxmox-ca\.pem exists and was not written by cdktf-proxmox-access\. Move it away/,
    );
    expect(readFileSync(join(folder, "proxmox-ca.pem"), "utf8")).toBe("my own CA\n");
  });

  test("for two stacks in one folder", () => {
    const app = new App({ outdir: join(folder, "cdktf.out") });
    for (const id of ["one", "two"]) {
      const stack = new TerraformStack(app, id);
      const host3 = new ProxmoxCluster(stack, "host3", {
        endpoint: `https://${id}:8006`,
        fingerprint: FINGERPRINT,
      });
      const access = new ProxmoxAccess(stack, "access", { cluster: host3 });
      new TerraformTfvars(stack, "tfvars", { clusters: [{ access }], path: `${id}.tfvars` });
    }
    expect(() => app.synth()).toThrow(
      /two\/ca-proxmox-ca\.pem: proxmox-ca\.pem is written by one\/ca-proxmox-ca\.pem too\. .*into another folder/,
    );
  });
});
