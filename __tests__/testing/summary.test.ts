import { Testing } from "cdktf";
import { summarizeAccess } from "../../testing";
import { MINIMAL, stackOf } from "../support/synth";

test("a stack in the words of a reviewer", () => {
  expect(summarizeAccess(stackOf(MINIMAL))).toMatchInlineSnapshot(`
   "cluster host3, https://host3.example.org:8006
     user opentofu@pve
       comment "OpenTofu/Terraform"
     role opentofu-role
       profile opentofu-vm
     acl /, user opentofu@pve has opentofu-role
     token opentofu@pve!opentofu-token, all that its user has, never expires
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
     }"
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
       name "Ada"
       email ada@example.org
     role ci
       profile opentofu-vm
       + Pool.Audit
       - VM.Clone
     acl /pool/lab, user ci@pve has ci
     acl /pool/lab, token ci@pve!ci has ci
     acl /storage/local, user ci@pve has ci, there only
     acl /storage/local, token ci@pve!ci has ci, there only
     token ci@pve!ci, privilege separation, expires 2099-12-31
   cluster nuc, https://nuc:8006, INSECURE
     user opentofu@pve
       comment "OpenTofu/Terraform"
     role opentofu-role
       VM.Audit
       VM.Clone
     acl /, user opentofu@pve has opentofu-role
     token opentofu@pve!opentofu-token, all that its user has, never expires
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
     proxmox_api_token host3 ci@pve!ci=<secret>"
  `);
});

test("a changed privilege is one line of difference", () => {
  const lines = (...privileges: string[]) =>
    summarizeAccess(
      stackOf({ clusters: { host3: { ...MINIMAL.clusters.host3, role: { privileges } } } }),
    ).split("\n");
  const before = lines("VM.Audit", "VM.Clone");
  const after = lines("VM.Audit", "VM.Clone", "VM.Console");
  expect(after.filter((line) => !before.includes(line))).toEqual(["    VM.Console"]);
  expect(after.length - before.length).toBe(1);
});

test("the synthesized text says the same as the stack", () => {
  expect(summarizeAccess(Testing.synth(stackOf(MINIMAL)))).toBe(summarizeAccess(stackOf(MINIMAL)));
});

test("what is absent is not there", () => {
  const gone = { endpoint: "https://nuc:8006", ensure: "absent" };
  const summary = summarizeAccess(stackOf({ clusters: { ...MINIMAL.clusters, nuc: gone } }));
  expect(summary).toContain("cluster nuc, https://nuc:8006\nfile");
});
