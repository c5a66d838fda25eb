import { HttpBackend, TerraformStack, TerraformVariable, Testing } from "cdktf";
import { ProxmoxAccess, ProxmoxCluster, ProxmoxRole, TerraformTfvars } from "../../constructs";
import { summarizeAccess } from "../../testing";
import { MINIMAL, stackOf, synthesized } from "../support/synth";

const { host3 } = MINIMAL.clusters;

test("a stack in the words of a reviewer", () => {
  expect(summarizeAccess(stackOf(MINIMAL))).toMatchInlineSnapshot(`
   "cluster host3, https://host3.example.org:8006
     user opentofu@pve
     role opentofu-role
       profile opentofu-vm
     acl /, user opentofu@pve has opentofu-role
     token opentofu@pve!opentofu-token, all that its user has, without an expiry, rotation 1
   file terraform.tfvars
     proxmox = {
       host3 = {
         name         = "host3"
         cluster_name = "host3"
         endpoint     = "https://host3.example.org:8006"
         insecure     = false
         username     = "root"
         api_token    = "opentofu@pve!opentofu-token=<secret>"
       }
     }
   state terraform.proxmox-access.tfstate"
  `);
});

test("everything that a cluster may say", () => {
  const host3 = {
    endpoint: "https://host3.example.org:8006",
    fingerprint: Array(32).fill("AB").join(":"),
    user: {
      userid: "ci@pve",
      comment: "${x} %{y}",
      firstname: "Ada",
      email: "ada@example.org",
      enable: false,
    },
    role: { roleid: "ci", profile: ["opentofu-vm"], add: ["Pool.Audit"], remove: ["VM.Clone"] },
    acl: [{ path: "/pool/lab" }, { path: "/storage/local", propagate: false }],
    token: { tokenid: "ci", privilegeSeparation: true, expires: "2099-12-31" },
  };
  const nuc = {
    endpoint: "https://nuc:8006",
    insecure: true,
    role: { privileges: ["VM.Clone", "VM.Audit"] },
  };
  const stack = stackOf({ clusters: { nuc, host3 }, tfvars: { shape: "split", secret: "file" } });
  expect(summarizeAccess(stack)).toMatchInlineSnapshot(`
   "cluster host3, https://host3.example.org:8006, fingerprint AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB
     user ci@pve, disabled
       comment "\${x} %{y}"
       email "ada@example.org"
       firstname "Ada"
     role ci
       profile opentofu-vm
       + Pool.Audit
       - VM.Clone
     acl /pool/lab, user ci@pve has ci
     acl /pool/lab, token ci@pve!ci has ci
     acl /storage/local, user ci@pve has ci, there only
     acl /storage/local, token ci@pve!ci has ci, there only
     token ci@pve!ci, privilege separation, expires 2099-12-31, rotation 1, secret not in the state
   cluster nuc, https://nuc:8006, INSECURE
     user opentofu@pve
     role opentofu-role
       VM.Audit
       VM.Clone
     acl /, user opentofu@pve has opentofu-role
     token opentofu@pve!opentofu-token, all that its user has, without an expiry, rotation 1, secret not in the state
   file proxmox-ca.pem
     <CA of a cluster>
   file terraform.tfvars
     proxmox = {
       nuc = {
         name         = "nuc"
         cluster_name = "nuc"
         endpoint     = "https://nuc:8006"
         insecure     = true
         username     = "root"
       }
       host3 = {
         name         = "host3"
         cluster_name = "host3"
         endpoint     = "https://host3.example.org:8006"
         insecure     = false
         username     = "root"
       }
     }
   file terraform.token.auto.tfvars
     proxmox_api_token nuc opentofu@pve!opentofu-token=<secret>
     proxmox_api_token host3 ci@pve!ci=<secret>
   state terraform.proxmox-access.tfstate"
  `);
});

test("a changed privilege is one line of difference", () => {
  const lines = (...privileges: string[]) =>
    summarizeAccess(stackOf({ clusters: { host3: { ...host3, role: { privileges } } } })).split("\n");
  const before = lines("VM.Audit", "VM.Clone");
  const after = lines("VM.Audit", "VM.Clone", "VM.Console");
  expect(after.filter((line) => !before.includes(line))).toEqual(["    VM.Console"]);
  expect(after.length - before.length).toBe(1);
});

test("the synthesized text says the same as the stack", () => {
  expect(summarizeAccess(Testing.synth(stackOf(MINIMAL)))).toBe(summarizeAccess(stackOf(MINIMAL)));
});

test("a role that is there already, and what each object says for itself", () => {
  const stack = new TerraformStack(Testing.app(), "lab");
  const cluster = new ProxmoxCluster(stack, "nuc", { endpoint: "https://nuc:8006", pveVersion: "9.2" });
  const role = ProxmoxRole.named(cluster, "PVEAuditor");
  const token = { keep: ["1"], rotation: "2", expires: "never", removalPolicy: "retain" } as const;
  new ProxmoxAccess(stack, "ci", {
    cluster,
    role,
    token,
    adopt: true,
    user: { enable: true, expires: "never" },
  });
  expect(summarizeAccess(stack)).toMatchInlineSnapshot(`
   "cluster nuc, https://nuc:8006
     user opentofu@pve, enabled, never expires, adopt
     acl /, user opentofu@pve has PVEAuditor, a role that is not described here, adopt
     token opentofu@pve!opentofu-token, all that its user has, never expires, rotation by tokenid, adopt, removal policy retain
     token opentofu@pve!opentofu-token-2, all that its user has, never expires, rotation by tokenid, adopt, removal policy retain"
  `);
});

test("a profile, confined, and as it was resolved", () => {
  const further = {
    role: { profile: "kubernetes-csi" },
    parameters: { pool: "lab", storage: ["fast", "slow"] },
  };
  const lines = (cluster: object) =>
    summarizeAccess(stackOf({ clusters: { host3: { ...host3, ...further, ...cluster } } }))
      .split("\n")
      .filter((line) => /^ {2}(role| )/.test(line))
      .slice(0, 8)
      .join("\n");
  expect(lines({})).toMatchInlineSnapshot(`
   "  role opentofu-role-pool-lab
       profile kubernetes-csi
       on /pool/lab, pool lab, storage fast slow
     role opentofu-role-storage-fast
       profile kubernetes-csi
       on /storage/fast, pool lab, storage fast slow
     role opentofu-role-storage-slow
       profile kubernetes-csi"
  `);
  expect(lines({ pveVersion: "9.2" })).toMatchInlineSnapshot(`
   "  role opentofu-role-pool-lab
       profile kubernetes-csi, resolved for PVE 9.2
       VM.Audit
       VM.Config.Disk
     role opentofu-role-storage-fast
       profile kubernetes-csi, resolved for PVE 9.2
       Datastore.Allocate
       Datastore.AllocateSpace"
  `);
});

test("why a role is granted, which no plan shows", () => {
  const because = (reason: object) =>
    stackOf({ clusters: { host3: { ...host3, acl: [{ path: "/", ...reason }] } } });
  const stack = because({ reason: "${it} makes pools" });
  expect(summarizeAccess(stack)).toContain(`has opentofu-role\n    reason "\${it} makes pools"\n`);
  expect(synthesized(stack).resource).toEqual(synthesized(because({})).resource);
});

test("files above the project, and a token from elsewhere", () => {
  const stack = new TerraformStack(Testing.app(), "lab");
  const token = new TerraformVariable(stack, "token", { sensitive: true });
  const clusters = [{ cluster: { key: "nuc", endpoint: "https://nuc:8006" }, apiToken: token.stringValue }];
  new TerraformTfvars(stack, "tfvars", { clusters, path: "../downstream/terraform.tfvars" });
  const summary = summarizeAccess(stack);
  expect(summary).toContain("file ../downstream/terraform.tfvars\n");
  expect(summary).toContain('api_token    = "<secret from var.token>"');
});

test("where the state is, without a login", () => {
  const stack = new TerraformStack(Testing.app(), "lab");
  new HttpBackend(stack, { address: "https://ci:hunter2@states.example.org/lab", password: "hunter3" });
  expect(summarizeAccess(stack)).toMatchInlineSnapshot(`
   "state in backend http
     address "https://<secret>@states.example.org/lab"
     password "<secret>""
  `);
  const local = new TerraformStack(Testing.app(), "lab");
  // Without a backend cdktf writes an absolute path, which another machine does not have.
  expect(summarizeAccess(local)).toBe("");
});
