import { App, TerraformOutput, TerraformStack, TerraformVariable, Testing } from "cdktf";
import {
  ProxmoxAccess,
  ProxmoxAcl,
  ProxmoxApiToken,
  ProxmoxGroup,
  ProxmoxRole,
  ProxmoxUser,
  TerraformTfvars,
} from "../../constructs";
import { accessMatchers, summarizeAccess } from "../../testing";
import { describedBy, synthesized } from "../support/synth";

expect.extend(accessMatchers);

const host3 = { key: "host3", endpoint: "https://host3.example.org:8006" };
const nuc = { key: "nuc", endpoint: "https://nuc.example.org:8006" };
const lab = () => new TerraformStack(Testing.app(), "lab");

test("a role is granted to a user, a group and an API token in the same words", () => {
  const stack = lab();
  const user = new ProxmoxUser(stack, "user", { cluster: host3, userid: "ci@pve" });
  const token = new ProxmoxApiToken(stack, "token", { cluster: host3, user, privilegeSeparation: true });
  const role = new ProxmoxRole(stack, "role", {
    cluster: host3,
    roleid: "auditor",
    privileges: ["VM.Audit"],
  });
  role.grantTo(user, "/pool/lab");
  role.grantTo(token, "/pool/lab");
  role.grantTo(ProxmoxGroup.named("admins"), { path: "/vms", propagate: false });
  expect(summarizeAccess(stack)).toMatchInlineSnapshot(`
   "cluster host3, https://host3.example.org:8006
     user ci@pve
       comment "OpenTofu/Terraform"
     role auditor
       VM.Audit
     acl /pool/lab, user ci@pve has auditor
     acl /pool/lab, token ci@pve!opentofu-token has auditor
     acl /vms, group admins has auditor, there only
     token ci@pve!opentofu-token, privilege separation, never expires"
  `);
});

test("each grant waits for its role and its subject", () => {
  const stack = lab();
  const user = new ProxmoxUser(stack, "user", { cluster: host3 });
  const role = new ProxmoxRole(stack, "role", { cluster: host3 });
  role.grantTo(user, "/pool/lab");
  const [name] = Object.keys(synthesized(stack).resource.null_resource).filter((key) =>
    /grant.*lifetime/.test(key),
  );
  const { depends_on } = synthesized(stack).resource.null_resource[name ?? ""]!;
  const names = (depends_on ?? []).map((each) => each.replace(/_[0-9A-F]{8}$/, ""));
  expect(names).toEqual(
    expect.arrayContaining([
      "null_resource.role_settings-confirmed",
      "null_resource.user_settings-confirmed",
    ]),
  );
});

test("who uses the token waits for its ACLs and its proof", () => {
  const stack = lab();
  const access = new ProxmoxAccess(stack, "host3", { cluster: host3, token: { privilegeSeparation: true } });
  new TerraformOutput(stack, "token", { value: access.token.full, sensitive: true });
  access.role.grantTo(access.token, "/storage/images");
  const { output, locals } = JSON.parse(Testing.synth(stack)) as {
    output: Record<string, { value: string }>;
    locals: Record<string, string>;
  };
  const [[name, expression] = []] = Object.entries(locals);
  expect(output["token"]?.value).toBe(`opentofu@pve!opentofu-token=\${local.${name ?? ""}}`);
  expect(expression).toMatch(/^\$\{sensitive\(try\(null_resource\.host3_token_secret_/);
  for (const first of ["host3_acl_settings", "host3_role_grant", "host3_proof"])
    expect(expression).toContain(first);
});

test("the proof knows what other constructs grant to the user, whenever they do it", () => {
  const stack = lab();
  const access = new ProxmoxAccess(stack, "host3", { cluster: host3 });
  const role = new ProxmoxRole(stack, "images", {
    cluster: host3,
    roleid: "images",
    privileges: ["VM.Audit"],
  });
  role.grantTo(access.user, "/storage/fast");
  expect(describedBy(stack, "lab/host3/proof")["context"]).toEqual({
    reconcile: "on-change",
    acl: "lab/host3/acl",
    subjects: ["opentofu@pve"],
    further: [
      { path: "/storage/fast", roleid: "images", privileges: { list: ["VM.Audit"] }, propagate: true },
    ],
  });
});

test("two accesses to one cluster share a role, and each has its user", () => {
  const stack = lab();
  const one = new ProxmoxAccess(stack, "one", { cluster: host3, user: { userid: "one@pve" } });
  const two = new ProxmoxAccess(stack, "two", {
    cluster: host3,
    user: { userid: "two@pve" },
    role: one.role,
  });
  for (const to of [one.user.userid, two.user.userid]) {
    expect(stack).toGrantRole("opentofu-role", { to, on: "/" });
  }
});

test("what is described twice is refused, with its place and its name", () => {
  const stack = lab();
  new ProxmoxAccess(stack, "one", { cluster: host3 });
  expect(() => new ProxmoxAccess(stack, "two", { cluster: host3 })).toThrow(
    /lab\/two\/user: host3 user opentofu@pve is described twice in stack lab, first by lab\/one\/user\./,
  );
});

test("a role of another cluster is refused", () => {
  const stack = lab();
  const role = new ProxmoxRole(stack, "role", { cluster: host3 });
  const user = new ProxmoxUser(stack, "user", { cluster: nuc });
  expect(() => new ProxmoxAcl(stack, "acl", { cluster: nuc, role, subjects: [user] })).toThrow(
    /opentofu-role is a role of cluster host3, and the ACL is for cluster nuc/,
  );
});

test("several stacks of an app have their own guards, and the same text in any order", () => {
  const stacks = (...names: string[]) => {
    const app = new App({ outdir: Testing.app().outdir });
    const made = names.map((name) => {
      const stack = new TerraformStack(app, name);
      new ProxmoxAccess(stack, "access", { cluster: host3, user: { userid: `${name}@pve` } });
      return [name, Testing.synth(stack)];
    });
    return Object.fromEntries(made) as Record<string, string>;
  };
  expect(stacks("blue", "green")).toEqual(stacks("green", "blue"));
});

test("what another stack describes can be referred to by its secret only, and the error says so", () => {
  const app = Testing.app();
  const [one, two] = [new TerraformStack(app, "one"), new TerraformStack(app, "two")];
  const { role } = new ProxmoxAccess(one, "host3", { cluster: host3 });
  const user = { userid: "two@pve" };
  expect(() => new ProxmoxAccess(two, "host3", { cluster: host3, user, role })).toThrow(
    /two\/host3\/acl: it needs one\/host3\/role, which is in another stack\. Describe both in one stack/,
  );
});

test("an absent token has no secret to refer to", () => {
  const { token } = new ProxmoxAccess(lab(), "host3", { cluster: host3, ensure: "absent" });
  expect(() => token.full).toThrow(/lab\/host3\/token: it is absent, so it has no secret/);
});

test("the file can stand alone, with a token from elsewhere", () => {
  const stack = lab();
  const variable = new TerraformVariable(stack, "token", { sensitive: true });
  new TerraformTfvars(stack, "tfvars", { clusters: [{ cluster: host3, apiToken: variable.stringValue }] });
  const { resource } = synthesized(stack);
  expect(Object.values(resource.local_file ?? {})[0]?.content).toContain(
    'api_token    = "${sensitive(var.token)}"',
  );
  expect(resource.null_resource).toBeUndefined();
  expect(summarizeAccess(stack)).toContain('api_token    = "<secret>"');
});

test("a token that stands in the program is refused, since it would stand in cdktf.out", () => {
  const clusters = [{ cluster: host3, apiToken: "root@pam!x=11111111-1111-1111-1111-111111111111" }];
  const make = () => new TerraformTfvars(lab(), "tfvars", { clusters });
  expect(make).toThrow(/apiToken of cluster host3 is the secret itself/);
  expect(make).not.toThrow(/1111/);
});

test("an absent subject takes its grants along", () => {
  const stack = lab();
  const user = new ProxmoxUser(stack, "user", { cluster: host3, ensure: "absent" });
  new ProxmoxRole(stack, "role", { cluster: host3 }).grantTo(user, "/");
  const grants = Object.entries(synthesized(stack).resource.null_resource).filter(([name]) =>
    /grant.*_(lifetime|settings)_/.test(name),
  );
  expect(grants.map(([, { for_each }]) => for_each)).toEqual([{}, {}]);
});
