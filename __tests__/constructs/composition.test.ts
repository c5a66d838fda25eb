import { App, TerraformOutput, TerraformStack, TerraformVariable, Testing } from "cdktf";
import {
  ProxmoxAccess,
  ProxmoxAcl,
  ProxmoxApiToken,
  ProxmoxCluster,
  ProxmoxGroup,
  ProxmoxRole,
  ProxmoxUser,
  TerraformTfvars,
} from "../../constructs";
import { resourceOf, settingsOf, synthesized, warningsOf } from "../support/synth";

const endpoint = "https://host3.example.org:8006";

function labOf(app: App = Testing.app(), id = "lab") {
  const stack = new TerraformStack(app, id);
  return { stack, cluster: new ProxmoxCluster(stack, "host3", { endpoint }) };
}

test("a role is granted to a user, a group and an API token in the same words", () => {
  const { stack, cluster } = labOf();
  const user = new ProxmoxUser(stack, "user", { cluster, userid: "ci@pve" });
  const token = new ProxmoxApiToken(stack, "token", { user, privilegeSeparation: true });
  const role = new ProxmoxRole(stack, "role", { cluster, roleid: "auditor", privileges: ["VM.Audit"] });
  role.grantTo(user, "/pool/lab");
  role.grantTo(token, "/pool/lab");
  role.grantTo(ProxmoxGroup.named(cluster, "admins"), { path: "/vms", propagate: false });
  expect(settingsOf(stack)).toMatchInlineSnapshot(`
   {
     "acl /pool/lab auditor token ci@pve!opentofu-token": "propagates",
     "acl /pool/lab auditor user ci@pve": "propagates",
     "acl /vms auditor group admins": "on this path only",
     "role auditor": "present",
     "role auditor VM.Audit": "granted",
     "token ci@pve!opentofu-token": "privilege separation",
     "token ci@pve!opentofu-token rotation": "1",
     "user ci@pve": "present",
   }
  `);
});

test("what exists already is granted and granted to, and nothing of it is described", () => {
  const { stack, cluster } = labOf();
  const role = ProxmoxRole.named(cluster, "PVEAuditor");
  new ProxmoxAcl(stack, "acl", { role, subjects: [ProxmoxUser.named(cluster, "joe@pam")] });
  expect(settingsOf(stack)).toEqual({ "acl / PVEAuditor user joe@pam": "propagates" });
  expect(() => ProxmoxRole.named(cluster, "a b")).toThrow(/ProxmoxRole\.named: roleid: "a b" is malformed/);
  expect(() => ProxmoxUser.named(cluster, "joe")).toThrow(/ProxmoxUser\.named: userid: "joe" has no realm/);
});

test("an access can have a role that exists already", () => {
  const { stack, cluster } = labOf();
  const access = new ProxmoxAccess(stack, "ci", { cluster, role: ProxmoxRole.named(cluster, "PVEVMAdmin") });
  expect(settingsOf(stack)).toHaveProperty(["acl / PVEVMAdmin user opentofu@pve"], "propagates");
  expect(Object.keys(settingsOf(stack)).some((name) => name.startsWith("role "))).toBe(false);
  expect(() => access.role).toThrow(/lab\/ci: its role PVEVMAdmin is not described by this program/);
});

test("a user that exists already has a token, and with privilege separation is granted nothing", () => {
  const { stack, cluster } = labOf();
  const jane = ProxmoxUser.named(cluster, "jane@ad");
  new ProxmoxApiToken(stack, "token", { user: jane, tokenid: "own" });
  const access = new ProxmoxAccess(stack, "ci", {
    cluster,
    user: jane,
    token: { tokenid: "ci", privilegeSeparation: true },
  });
  const like = new ProxmoxAccess(stack, "like", { cluster, user: jane, acl: [], token: { tokenid: "like" } });
  new ProxmoxAcl(stack, "theirs", {
    role: ProxmoxRole.named(cluster, "PVEAuditor"),
    subjects: [ProxmoxApiToken.named(cluster, "joe@pam!t1")],
  });
  expect(
    Object.keys(settingsOf(stack)).filter((name) => /^(acl|token|user) \S+( \S+ \S+ \S+)?$/.test(name)),
  ).toEqual([
    "acl / PVEAuditor token joe@pam!t1",
    "acl / opentofu-role token jane@ad!ci",
    "token jane@ad!ci",
    "token jane@ad!like",
    "token jane@ad!own",
  ]);
  expect(access.owner).toBe(jane);
  expect(() => access.user).toThrow(
    /lab\/ci: its user jane@ad is not described by this program; see its owner/,
  );
  expect(() => like.role).toThrow(/lab\/like: it has no role, because its acl is \[\]/);
  expect(like.acl).toBeUndefined();
  expect(() => ProxmoxApiToken.named(cluster, "joe@pam")).toThrow(
    /ProxmoxApiToken\.named: full: "joe@pam" is no full token id/,
  );
});

test("a role tells its privileges, once the version is known", () => {
  const { stack, cluster } = labOf();
  const on9 = new ProxmoxCluster(stack, "nuc", { endpoint: "https://nuc", pveVersion: "9.2" });
  const profile = "monitoring";
  expect(new ProxmoxRole(stack, "later", { cluster, profile }).privileges).toBeUndefined();
  const told = new ProxmoxRole(on9, "now", { cluster: on9, profile, remove: ["Sys.Audit"] }).privileges;
  expect(told).toEqual(["Datastore.Audit", "Pool.Audit", "SDN.Audit", "VM.Audit"]);
  const again = new ProxmoxRole(stack, "own", { cluster, roleid: "own", privileges: told! });
  expect(again.privileges).toEqual(told);
});

test("an access that grants nothing has no role and no privilege separation", () => {
  const { stack, cluster } = labOf();
  const make = (props: object) => () => new ProxmoxAccess(stack, "ci", { cluster, acl: [], ...props });
  expect(make({ role: {} })).toThrow(/acl: it is empty, so the role would be granted nowhere/);
  expect(make({ token: { privilegeSeparation: true } })).toThrow(
    /acl: it is empty, and a token with privilege/,
  );
});

test("an ACL entry goes before its role and its subject, and all of them before the cluster's reconcile", () => {
  const { stack, cluster } = labOf();
  const user = new ProxmoxUser(stack, "user", { cluster });
  const token = new ProxmoxApiToken(stack, "token", { user, privilegeSeparation: true });
  const role = new ProxmoxRole(stack, "role", { cluster });
  new ProxmoxAcl(stack, "acl", { role, subjects: [token] });
  const first = (name: string) => resourceOf(stack, name).depends_on;
  expect(first("acl")).toEqual(["null_resource.host3", "null_resource.role", "null_resource.token"]);
  expect(first("token")).toEqual(["null_resource.host3", "null_resource.user"]);
  expect(first("user")).toEqual(["null_resource.host3"]);
  expect(first("settled")).toEqual(expect.arrayContaining(["null_resource.acl", "null_resource.host3"]));
});

test("who uses the token waits until the whole cluster is as described", () => {
  const { stack, cluster } = labOf();
  const access = new ProxmoxAccess(stack, "ci", { cluster, token: { privilegeSeparation: true } });
  new TerraformOutput(stack, "token", { value: access.token.full, sensitive: true });
  const value = synthesized(stack).output?.["token"]?.value;
  const [, secret = ""] =
    /^opentofu@pve!opentofu-token=\$\{sensitive\(null_resource\.(\S+)\.triggers\.secret\)\}$/.exec(
      value ?? "",
    ) ?? [];
  expect(resourceOf(stack, secret).depends_on).toEqual(["null_resource.host3"]);
});

test("two accesses to one cluster share a role, and each has its user", () => {
  const { stack, cluster } = labOf();
  const one = new ProxmoxAccess(stack, "one", { cluster, user: { userid: "one@pve" } });
  new ProxmoxAccess(stack, "two", { cluster, user: { userid: "two@pve" }, role: one.role });
  expect(settingsOf(stack)).toMatchObject({
    "acl / opentofu-role user one@pve": "propagates",
    "acl / opentofu-role user two@pve": "propagates",
  });
});

test("what is described twice is refused, with its place and its name", () => {
  const { stack, cluster } = labOf();
  new ProxmoxAccess(stack, "one", { cluster });
  expect(() => new ProxmoxAccess(stack, "two", { cluster })).toThrow(
    /lab\/two\/user: host3 user opentofu@pve is described twice in stack lab, first by lab\/one\/user\./,
  );
});

test("one cluster under two keys does not hide that an object is described twice", () => {
  const { stack, cluster } = labOf();
  const again = new ProxmoxCluster(stack, "again", { endpoint: `${endpoint}/` });
  new ProxmoxUser(stack, "user", { cluster });
  expect(() => new ProxmoxUser(stack, "other", { cluster: again })).toThrow(
    /lab\/other: again user opentofu@pve is described twice in stack lab, first by lab\/user\./,
  );
});

test("two clusters are not mixed, and both are named", () => {
  const { stack, cluster } = labOf();
  const nuc = new ProxmoxCluster(stack, "nuc", { endpoint: "https://nuc:8006" });
  const role = new ProxmoxRole(stack, "role", { cluster });
  const user = new ProxmoxUser(stack, "user", { cluster: nuc });
  const message = /is of cluster lab\/nuc, and this is for cluster lab\/host3/;
  expect(() => new ProxmoxAcl(stack, "acl", { role, subjects: [user] })).toThrow(message);
  expect(() => new ProxmoxAccess(stack, "access", { cluster, user })).toThrow(message);
});

test("several stacks of an app have the same text in any order", () => {
  const stacks = (...names: string[]) => {
    const app = new App({ outdir: Testing.app().outdir });
    const made = names.map((name) => {
      const { stack, cluster } = labOf(app, name);
      new ProxmoxAccess(stack, "access", { cluster, user: { userid: `${name}@pve` } });
      return [name, Testing.synth(stack)];
    });
    return Object.fromEntries(made) as Record<string, string>;
  };
  expect(stacks("blue", "green")).toEqual(stacks("green", "blue"));
});

test("what two stacks of an app describe is refused, with both places", () => {
  const app = Testing.app();
  const [one, two] = [labOf(app, "one"), labOf(app, "two")];
  new ProxmoxRole(one.stack, "role", { cluster: one.cluster });
  new ProxmoxRole(two.stack, "same", { cluster: two.cluster });
  new ProxmoxRole(two.stack, "other", { cluster: two.cluster, roleid: "other" });
  expect(() => Testing.synth(one.stack, true)).not.toThrow();
  expect(() => Testing.synth(two.stack, true)).toThrow(
    /two\/same: host3 role opentofu-role is described by one\/role too, in another stack of this app/,
  );
});

test("what another stack describes can be referred to by its secret only, and the error says so", () => {
  const app = Testing.app();
  const { stack, cluster } = labOf(app, "one");
  const { role, token } = new ProxmoxAccess(stack, "ci", { cluster });
  const other = new TerraformStack(app, "two");
  const subjects = [ProxmoxGroup.named(cluster, "admins")];
  expect(() => new ProxmoxAcl(other, "acl", { role, subjects })).toThrow(
    /two\/acl: it needs cluster one\/host3, which is in another stack\. Describe both in one stack/,
  );
  new TerraformOutput(other, "token", { value: token.full, sensitive: true });
  other.prepareStack();
  expect(Testing.synth(other)).toContain("data.terraform_remote_state");
});

test("the file can stand alone, with a token from elsewhere", () => {
  const stack = new TerraformStack(Testing.app(), "lab");
  const variable = new TerraformVariable(stack, "token", { sensitive: true });
  const cluster = { key: "host3", endpoint };
  new TerraformTfvars(stack, "tfvars", { clusters: [{ cluster, apiToken: variable.stringValue }] });
  const { resource } = synthesized(stack);
  expect(resource.local_file?.["tfvars"]?.content).toContain('api_token    = "${sensitive(var.token)}"');
  expect(resource.null_resource).toBeUndefined();
});

test("a token that stands in the program is refused, since it would stand in cdktf.out", () => {
  const { stack, cluster } = labOf();
  const clusters = [{ cluster, apiToken: "root@pam!x=11111111-1111-1111-1111-111111111111" }];
  const make = () => new TerraformTfvars(stack, "tfvars", { clusters });
  expect(make).toThrow(/apiToken of cluster host3 is the secret itself/);
  expect(make).not.toThrow(/1111/);
});

test("a token with privilege separation and no entry of its own is warned about", () => {
  const { stack, cluster } = labOf();
  const user = new ProxmoxUser(stack, "user", { cluster });
  const token = new ProxmoxApiToken(stack, "token", { user, privilegeSeparation: true });
  const role = new ProxmoxRole(stack, "role", { cluster });
  role.grantTo(user);
  expect(warningsOf(stack)).toEqual([
    expect.stringMatching(/opentofu@pve!opentofu-token has privilege separation and no ACL entry of its own/),
  ]);
  role.grantTo(token);
  const { stack: other, cluster: same } = labOf();
  new ProxmoxAccess(other, "ci", { cluster: same, token: { privilegeSeparation: true } });
  expect(warningsOf(other)).toEqual([]);
});
