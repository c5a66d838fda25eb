import { TerraformStack, Testing } from "cdktf";
import { ProxmoxAccess, ProxmoxCluster, TerraformTfvars } from "../../constructs";
import { MINIMAL, stackOf, synthesized, warningsOf } from "../support/synth";

const two = {
  clusters: { ...MINIMAL.clusters, "9lives": { endpoint: "https://nine:8006/", insecure: true } },
};

function fileOf(context: unknown) {
  const [file] = Object.values(synthesized(stackOf(context)).resource.local_file ?? {});
  if (!file) throw new Error("there is no file");
  return { ...file, content: file.content.replace(/\$\{sensitive\([^}]*\}/g, "<secret>") };
}

test("a map of clusters", () => {
  expect(fileOf(two).content).toMatchInlineSnapshot(`
   "# Managed by cdktf-proxmox-access: edit its configuration, not this file.
   proxmox = {
     host3 = {
       name         = "host3"
       cluster_name = "host3"
       endpoint     = "https://host3.example.org:8006"
       insecure     = false
       username     = "root"
       api_token    = "opentofu@pve!opentofu-token=<secret>"
     }
     "9lives" = {
       name         = "9lives"
       cluster_name = "9lives"
       endpoint     = "https://nine:8006"
       insecure     = true
       username     = "root"
       api_token    = "opentofu@pve!opentofu-token=<secret>"
     }
   }
   "
  `);
});

test("one variable cannot hold the clusters and their tokens", () => {
  const stack = new TerraformStack(Testing.app(), "lab");
  const cluster = new ProxmoxCluster(stack, "host3", { endpoint: "https://host3.example.org:8006" });
  const props = {
    clusters: [new ProxmoxAccess(stack, "ci", { cluster })],
    shape: "split",
    tokenVariable: "proxmox",
  } as const;
  expect(() => new TerraformTfvars(stack, "tfvars", props)).toThrow(
    /TerraformTfvars lab\/tfvars: tokenVariable: is the name of `variable` too/,
  );
});

test("the object of the only cluster", () => {
  expect(fileOf({ ...MINIMAL, tfvars: { shape: "object", variable: "pve" } }).content).toMatchInlineSnapshot(`
   "# Managed by cdktf-proxmox-access: edit its configuration, not this file.
   pve = {
     name         = "host3"
     cluster_name = "host3"
     endpoint     = "https://host3.example.org:8006"
     insecure     = false
     username     = "root"
     api_token    = "opentofu@pve!opentofu-token=<secret>"
   }
   "
  `);
});

test("the split map", () => {
  expect(fileOf({ ...two, tfvars: { shape: "split" } }).content).toMatchInlineSnapshot(`
   "# Managed by cdktf-proxmox-access: edit its configuration, not this file.
   proxmox = {
     host3 = {
       name         = "host3"
       cluster_name = "host3"
       endpoint     = "https://host3.example.org:8006"
       insecure     = false
       username     = "root"
     }
     "9lives" = {
       name         = "9lives"
       cluster_name = "9lives"
       endpoint     = "https://nine:8006"
       insecure     = true
       username     = "root"
     }
   }
   proxmox_api_token = {
     host3    = "opentofu@pve!opentofu-token=<secret>"
     "9lives" = "opentofu@pve!opentofu-token=<secret>"
   }
   "
  `);
});

test("the split object", () => {
  expect(fileOf({ ...MINIMAL, tfvars: { shape: "split", splitShape: "object" } }).content)
    .toMatchInlineSnapshot(`
   "# Managed by cdktf-proxmox-access: edit its configuration, not this file.
   proxmox = {
     name         = "host3"
     cluster_name = "host3"
     endpoint     = "https://host3.example.org:8006"
     insecure     = false
     username     = "root"
   }
   proxmox_api_token = "opentofu@pve!opentofu-token=<secret>"
   "
  `);
});

test("text that looks like a template stays text", () => {
  const host3 = { ...MINIMAL.clusters.host3, clusterName: '${path.root} $${x} %{if} "quoted"' };
  expect(fileOf({ clusters: { host3 } }).content).toContain(
    String.raw`cluster_name = "\u0024{path.root} $\u0024{x} \u0025{if} \"quoted\""`,
  );
});

test("the path is relative to the project, and seen from the module", () => {
  expect(fileOf({ ...MINIMAL, tfvars: { path: "../downstream/terraform.tfvars" } }).filename).toBe(
    "${path.module}/../../../../downstream/terraform.tfvars",
  );
});

test("with the secret in a file of its own, no secret is referred to anywhere", () => {
  const stack = synthesized(stackOf({ ...two, tfvars: { secret: "file" } }));
  expect(JSON.stringify(stack)).not.toMatch(/triggers\.secret/);
  expect(stack.resource.null_resource["token-file"]?.triggers).toEqual({
    path: "../../../terraform.token.auto.tfvars",
  });
});

describe("an endpoint", () => {
  const behind = (endpoint: string, more: object = {}) => ({ clusters: { host3: { endpoint, ...more } } });

  test.each([
    ["https://pve.example.com:443/cluster1/", "https://pve.example.com:443/cluster1", 0],
    ["https://[fd00::1]:8006/api2/json", "https://[fd00::1]:8006", 0],
    ["https://pve1", "https://pve1:443", 1],
  ])("%s is %s in the file, with its port", (endpoint, written, warnings) => {
    expect(fileOf(behind(endpoint)).content).toContain(`endpoint     = "${written}"\n`);
    expect(warningsOf(stackOf(behind(endpoint)))).toEqual(
      Array<unknown>(warnings).fill(
        expect.stringMatching(/names no port, so it is https's own, 443.*write https:\/\/pve1:8006, or :443/),
      ),
    );
  });

  test("with a path is refused where Ansible would lose it", () => {
    const outputs = { env: { flavor: ["bpg", "ansible"] } };
    const at = (endpoint: string) => stackOf(behind(endpoint, { identities: { ci: { outputs } } }));
    expect(() => at("https://pve.example.com:443/cluster1")).toThrow(
      /EnvFile .*flavor\[1\]: ansible reads a host and a port, .*\/cluster1/,
    );
    expect(() => at("https://pve.example.com:443")).not.toThrow();
  });
});
