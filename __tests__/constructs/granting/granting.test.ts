/** What constructs infer, and what is asked of them twice. */
import { TerraformStack, Testing } from "cdktf";
import {
  KubernetesFile,
  ProxmoxAccess,
  type ProxmoxAccessProps,
  ProxmoxAcl,
  ProxmoxCluster,
  ProxmoxGroup,
  ProxmoxRole,
  ProxmoxUser,
  TerraformTfvars,
} from "../../../constructs";
import { settingsOf, synthesized } from "../../support/synth";

function labOf(props: Omit<ProxmoxAccessProps, "cluster"> = {}) {
  const stack = new TerraformStack(Testing.app(), "lab");
  const cluster = new ProxmoxCluster(stack, "host3", { endpoint: "https://host3:8006" });
  const nuc = new ProxmoxCluster(stack, "nuc", { endpoint: "https://nuc:8006" });
  return { stack, cluster, nuc, access: new ProxmoxAccess(stack, "ci", { cluster, ...props }) };
}

const entriesOf = (stack: TerraformStack) =>
  Object.entries(settingsOf(stack)).filter(([name]) => name.startsWith("acl "));

describe("a path alone is a path with its defaults", () => {
  test("of an access", () => {
    const { stack } = labOf({ acl: ["/vms", { path: "/storage", propagate: false }] });
    expect(entriesOf(stack)).toEqual([
      ["acl /storage opentofu-role user opentofu@pve", "on this path only"],
      ["acl /vms opentofu-role user opentofu@pve", "propagates"],
    ]);
  });

  test("of an ACL, whose paths come out with their settings", () => {
    const { stack, access } = labOf();
    const props = { role: access.role, subjects: [ProxmoxGroup.named(access.cluster, "admins")] };
    expect(new ProxmoxAcl(stack, "acl", { ...props, acl: ["/vms"] }).paths).toEqual([{ path: "/vms" }]);
    expect(() => new ProxmoxAcl(stack, "none", { ...props, acl: ["/pools/lab"] })).toThrow(/acl\[0\]: /);
    expect(() => new ProxmoxAcl(stack, "twice", { ...props, acl: ["/vms", { path: "vms/" }] })).toThrow(
      /path \/vms is there twice/,
    );
  });
});

describe("an access is granted more", () => {
  const separated = { acl: ["/vms"], token: { privilegeSeparation: true }, adopt: true };

  test("on one more path, for all that it is for and in its ways", () => {
    const { stack, access } = labOf(separated);
    access.addPath({ path: "/storage", propagate: false });
    expect(Object.fromEntries(entriesOf(stack))).toMatchObject({
      "acl /storage opentofu-role token opentofu@pve!opentofu-token": "on this path only",
      "acl /storage opentofu-role token opentofu@pve!opentofu-token adopt": "true",
      "acl /storage opentofu-role user opentofu@pve": "on this path only",
    });
  });

  test("by its token alone, where its user existed", () => {
    const { stack, cluster } = labOf();
    const user = ProxmoxUser.named(cluster, "jane.doe@example.com@sso");
    const jane = new ProxmoxAccess(stack, "jane", { cluster, user, ...separated, role: { roleid: "jane" } });
    jane.addPath("/storage");
    jane.grant(ProxmoxRole.named(cluster, "PVEAuditor"), "/pool/lab");
    const names = entriesOf(stack).map(([name]) => name);
    expect(names.filter((name) => name.includes("jane") && !name.endsWith(" adopt"))).toEqual([
      "acl /pool/lab PVEAuditor token jane.doe@example.com@sso!opentofu-token",
      "acl /storage jane token jane.doe@example.com@sso!opentofu-token",
      "acl /vms jane token jane.doe@example.com@sso!opentofu-token",
    ]);
  });

  test("but a path, where it has no role; then it is granted one", () => {
    const { stack, cluster, access } = labOf({ acl: [], user: { groups: ["lab-team"] } });
    expect(() => access.addPath("/vms")).toThrow(
      /^lab\/ci: it has no role that could count on a path, because its acl is \[\]\. Grant one: grant\(role, path\)/,
    );
    access.grant(ProxmoxRole.named(cluster, "PVEAuditor"), "/vms");
    expect(entriesOf(stack).map(([name]) => name)).toEqual(["acl /vms PVEAuditor user opentofu@pve"]);
  });

  test("another role, where it is said or on /", () => {
    const { stack, cluster, access } = labOf({ acl: ["/vms"] });
    const auditor = ProxmoxRole.named(cluster, "PVEAuditor");
    access.grant(auditor);
    access.grant(auditor, "/storage");
    expect(entriesOf(stack).map(([name]) => name)).toEqual([
      "acl / PVEAuditor user opentofu@pve",
      "acl /storage PVEAuditor user opentofu@pve",
      "acl /vms opentofu-role user opentofu@pve",
    ]);
  });

  test("but of a confined profile no path", () => {
    const { access } = labOf({ parameters: { pool: "lab" } });
    expect(() => access.addPath("/vms")).toThrow(/lab\/ci: role opentofu-role brings its paths along/);
  });
});

describe("what is granted again", () => {
  test("is there already", () => {
    const { stack, access } = labOf({ acl: ["/vms"] });
    const admins = ProxmoxGroup.named(access.cluster, "admins");
    const first = access.role.grantTo(admins, "/pool/lab");
    expect(
      access.role.grantTo(ProxmoxGroup.named(access.cluster, "admins"), {
        path: "pool/lab/",
        propagate: true,
      }),
    ).toBe(first);
    expect(access.addPath("/storage")).toBe(access.addPath("/storage"));
    expect(entriesOf(stack)).toHaveLength(3);
  });

  test.each([{ propagate: false }, { reason: "they look after it" }])(
    "in another way is refused: %p",
    (other) => {
      const { access } = labOf();
      const admins = ProxmoxGroup.named(access.cluster, "admins");
      access.role.grantTo(admins, "/pool/lab");
      expect(() => access.role.grantTo(admins, { path: "/pool/lab", ...other })).toThrow(
        /^ProxmoxAcl lab\/ci\/role\/grant-to-admins-on-\S+: path: lab\/ci\/role\/grant-to-admins-on-\S+ grants the same with another/,
      );
    },
  );

  test("by another construct is refused, and both are named", () => {
    const { access } = labOf({ acl: ["/vms"] });
    const twice =
      "host3 acl /vms opentofu-role user opentofu@pve is described twice in stack lab, first by lab/ci/acl.";
    expect(() => access.role.grantTo(access.user, "/vms")).toThrow(
      `lab/ci/role/grant-to-opentofu@pve-on---vms: ${twice}`,
    );
    expect(() => labOf({ acl: ["/vms"] }).access.addPath("/vms")).toThrow(
      `lab/ci/grant-opentofu-role-on---vms: ${twice}`,
    );
  });

  test("to one of the same name in another cluster is refused as the first time", () => {
    const { nuc, access } = labOf({ acl: ["/vms"] });
    const [here, there] = [access.cluster, nuc].map((cluster) => ProxmoxUser.named(cluster, "joe@pam"));
    const mixed = /is of cluster lab\/nuc, and this is for cluster lab\/host3/;
    expect(() => access.role.grantTo(there!)).toThrow(mixed);
    expect(() => access.role.grantTo(ProxmoxGroup.named(nuc, "admins"))).toThrow(mixed);
    access.role.grantTo(here!);
    expect(() => access.role.grantTo(there!)).toThrow(mixed);
    expect(() => access.grant(ProxmoxRole.named(nuc, "PVEAuditor"))).toThrow(
      /is of cluster lab\/host3, and this is for cluster lab\/nuc/,
    );
  });
});

test("a user makes its tokens, which are named by their ids", () => {
  const { access } = labOf();
  const ci = access.user.addToken("ci", { expires: "2099-12-31" });
  const cd = access.user.addToken("cd", { tokenid: "delivery" });
  expect([ci, cd].map(({ fullTokenid }) => fullTokenid)).toEqual([
    "opentofu@pve!ci",
    "opentofu@pve!delivery",
  ]);
  expect(ci.cluster).toBe(access.cluster);
  expect(ci.node.path).toBe("lab/ci/user/ci");
});

test("a file takes accesses as they are", () => {
  const filesOf = (make: (stack: TerraformStack, access: ProxmoxAccess) => unknown) => {
    const { stack, access } = labOf();
    make(stack, access);
    return synthesized(stack).resource.local_file;
  };
  const tfvars = filesOf((stack, access) => new TerraformTfvars(stack, "file", { clusters: [access] }));
  expect(tfvars).toEqual(
    filesOf((stack, access) => new TerraformTfvars(stack, "file", { clusters: [{ access }] })),
  );
  const path = "some.file";
  expect(filesOf((stack, access) => new KubernetesFile(stack, "file", { clusters: [access], path }))).toEqual(
    filesOf((stack, access) => new KubernetesFile(stack, "file", { clusters: [{ access }], path })),
  );
});

test("what is no subject and no role is refused in our words, with the construct that was asked", () => {
  const { cluster, access } = labOf();
  const wrong = [undefined, null, "jane@pve", { access }, access] as never[];
  for (const subject of wrong)
    expect(() => access.role.grantTo(subject, "/vms")).toThrow(
      /^ProxmoxAcl lab\/ci\/role\/grant: subjects\[0\]: must be (an object, not|a user, a group or an API token)/,
    );
  for (const role of wrong)
    expect(() => access.grant(role, "/vms")).toThrow(
      /^ProxmoxAcl lab\/ci\/grant: role: must be a ProxmoxRole: make one with `new`, or name one/,
    );
  expect(() => access.grant(ProxmoxRole.named(cluster, "PVEAuditor"), null as never)).toThrow(
    /acl\[0\]: must be an object, not null/,
  );
});
