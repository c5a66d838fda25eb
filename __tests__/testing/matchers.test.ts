import { Testing, TerraformStack } from "cdktf";
import { ProxmoxAccess, ProxmoxAcl, ProxmoxCluster, ProxmoxGroup, ProxmoxRole } from "../../constructs";
import { type AccessMatchers, type PrivilegeName, accessMatchers } from "../../testing";
import { MINIMAL, stackOf } from "../support/synth";

declare global {
  namespace jest {
    interface Matchers<R> extends AccessMatchers<R> {}
  }
}

expect.extend(accessMatchers);

const endpoint = "https://host3.example.org:8006";
const host3 = (further: object) =>
  stackOf({ clusters: { host3: { ...MINIMAL.clusters.host3, ...further } } });
const two = (first: object, second: object) =>
  stackOf({ clusters: { host3: { endpoint, ...first }, nuc: { endpoint: "https://nuc:8006", ...second } } });
const user = "opentofu@pve";
const token = "opentofu@pve!opentofu-token";
const listing = (...privileges: string[]) => ({ role: { privileges } });

test("a role is granted on exactly its path", () => {
  const stack = host3({ acl: [{ path: "/pool/lab" }] });
  expect(stack).toGrantRole("opentofu-role", { to: user, on: "/pool/lab" });
  expect(stack).toGrantRole("opentofu-role", { to: user, on: "pool/lab/", cluster: "host3" });
  expect(stack).not.toGrantRole("opentofu-role", { to: user, on: "/pool" });
  expect(stack).not.toGrantRole("Administrator", { to: user, on: "/pool/lab" });
});

test.each([
  ["below a path that propagates", [{ path: "/" }], "/pool/lab", true],
  ["on the path itself", [{ path: "/pool/lab", propagate: false }], "/pool/lab", true],
  ["below a path that does not propagate", [{ path: "/pool", propagate: false }], "/pool/lab", false],
  ["above the path", [{ path: "/pool/lab" }], "/", false],
])("a privilege %s", (_, acl, on, granted) => {
  const stack = host3({ acl, role: { privileges: ["VM.Audit"] } });
  const expected = granted ? expect(stack) : expect(stack).not;
  expected.toGrantPrivilege("VM.Audit", { to: user, on });
  expect(stack).not.toGrantPrivilege("VM.Allocate", { to: user, on });
});

test("a level of the ACL replaces what is above it", () => {
  const stack = new TerraformStack(Testing.app(), "lab");
  const cluster = new ProxmoxCluster(stack, "host3", { endpoint });
  const { user: who } = new ProxmoxAccess(stack, "ci", { cluster, role: { privileges: ["VM.Audit"] } });
  const clone = new ProxmoxRole(stack, "clone", { cluster, roleid: "clone", privileges: ["VM.Clone"] });
  clone.grantTo(who, "/pool/lab");
  const none = ProxmoxRole.named(cluster, "NoAccess");
  new ProxmoxAcl(stack, "none", { role: none, subjects: [who], acl: [{ path: "/storage" }] });
  expect(stack).toGrantPrivilege("VM.Audit", { to: user, on: "/pool/other" });
  expect(stack).not.toGrantPrivilege("VM.Audit", { to: user, on: "/pool/lab" });
  expect(stack).toGrantPrivilege("VM.Clone", { to: user, on: "/pool/lab" });
  expect(stack).not.toGrantPrivilege("VM.Audit", { to: user, on: "/storage/local" });
});

test("a token has what its user has, and with privilege separation its own entries", () => {
  const place = { to: token, on: "/" };
  expect(host3(listing("VM.Audit"))).toGrantPrivilege("VM.Audit", place);
  const separated = host3({ ...listing("VM.Audit"), token: { privilegeSeparation: true } });
  expect(separated).toGrantPrivilege("VM.Audit", place);
  expect(separated).not.toGrantPrivilege("VM.Clone", place);
});

test("a group may be granted something, and another group is none of the stack's", () => {
  const stack = new TerraformStack(Testing.app(), "lab");
  const cluster = new ProxmoxCluster(stack, "host3", { endpoint });
  const role = new ProxmoxRole(stack, "role", { cluster, roleid: "auditor", privileges: ["VM.Audit"] });
  role.grantTo(ProxmoxGroup.named(cluster, "admins"), "/vms");
  expect(stack).toGrantPrivilege("VM.Audit", { to: "admins", on: "/vms/100" });
  expect(stack).not.toGrantPrivilege("VM.Audit", { to: "admins", on: "/" });
  expect(() => expect(stack).not.toGrantPrivilege("VM.Audit", { to: "admin", on: "/vms" })).toThrow(
    /admins\?/,
  );
});

test("every cluster has to grant it, and behind .not none may", () => {
  const place = { to: user, on: "/" };
  const stack = two(listing("VM.Audit", "VM.Clone"), listing("VM.Audit"));
  expect(stack).toGrantPrivilege("VM.Audit", place);
  expect(stack).not.toGrantPrivilege("VM.Allocate", place);
  expect(() => expect(stack).toGrantPrivilege("VM.Clone", place)).toThrow(
    /on cluster nuc, .* without VM\.Clone/,
  );
  expect(() => expect(stack).not.toGrantPrivilege("VM.Clone", place)).toThrow(
    /cluster host3 does grant VM\.Clone to opentofu@pve on \/, and was expected not to/,
  );
  expect(stack).not.toGrantPrivilege("VM.Clone", { ...place, cluster: "nuc" });
  const roles = two({ role: { roleid: "small" } }, {});
  expect(() => expect(roles).toGrantRole("small", place)).toThrow(/on cluster nuc/);
  expect(() => expect(roles).not.toGrantRole("small", place)).toThrow(/cluster host3 does grant role small/);
});

describe("what the stack does not know has no answer, with and without .not:", () => {
  const stack = host3(listing("VM.Audit"));
  const place = { to: user, on: "/" };
  test.each<[string, (expected: AccessMatchers<void>) => void, RegExp]>([
    [
      "a privilege",
      (it) => it.toGrantPrivilege("VM.Audt" as PrivilegeName, place),
      /"VM\.Audt" is no privilege of PVE; did you mean VM\.Audit\?/,
    ],
    [
      "a user",
      (it) => it.toGrantPrivilege("VM.Audit", { ...place, to: "opentofu@pam" }),
      /did you mean opentofu@pve\?/,
    ],
    [
      "a token",
      (it) => it.toGrantPrivilege("VM.Audit", { ...place, to: `${user}!token` }),
      /is no user, group or API token/,
    ],
    ["a role", (it) => it.toGrantRole("opentofu-rolle", place), /did you mean opentofu-role\?/],
    [
      "a subject of a role",
      (it) => it.toGrantRole("opentofu-role", { ...place, to: "ci@pve" }),
      /"ci@pve" is no user/,
    ],
    [
      "a cluster",
      (it) => it.toGrantRole("opentofu-role", { ...place, cluster: "host" }),
      /did you mean host3\?/,
    ],
    [
      "a path",
      (it) => it.toGrantPrivilege("VM.Audit", { ...place, on: "/pools/lab" }),
      /did you mean \/pool\/lab\?/,
    ],
    [
      "a role that is built in",
      (it) => it.toGrantRole("Administrater", place),
      /did you mean Administrator\?/,
    ],
    ["half a token id", (it) => it.toIssueToken("opentofu-token"), /is no full token id/],
    [
      "a token's user",
      (it) => it.toIssueToken("opentofu@pvee!ci"),
      /no user of the stack; did you mean opentofu@pve\?/,
    ],
    ["a token's cluster", (it) => it.toIssueToken(token, { cluster: "nuc" }), /no cluster of the stack/],
  ])("%s", (_, ask, why) => {
    expect(() => ask(expect(stack))).toThrow(why);
    expect(() => ask(expect(stack).not)).toThrow(why);
  });

  test("a profile without a version, but for what is added and removed", () => {
    const role = { role: { add: ["Pool.Audit"], remove: ["VM.Clone"] } };
    expect(host3({ ...role, pveVersion: "9.2" })).toGrantPrivilege("SDN.Use", place);
    expect(host3({ ...role, pveVersion: "7.4" })).not.toGrantPrivilege("SDN.Use", place);
    const open = host3(role);
    expect(() => expect(open).toGrantPrivilege("SDN.Use", place)).toThrow(/Give the cluster a pveVersion/);
    expect(() => expect(open).not.toGrantPrivilege("SDN.Use", place)).toThrow(
      /Give the cluster a pveVersion/,
    );
    expect(open).toGrantPrivilege("Pool.Audit", place);
    expect(open).not.toGrantPrivilege("VM.Clone", place);
  });

  test("a confined profile without a version, whose entry may not be there at all", () => {
    const open = host3({ parameters: { pool: "lab" }, role: { remove: ["VM.Clone"] } });
    const inside = { to: user, on: "/pool/lab" };
    expect(() => expect(open).not.toGrantPrivilege("VM.Clone", inside)).toThrow(/pveVersion/);
    expect(() => expect(open).toGrantPrivilege("VM.Allocate", inside)).toThrow(/pveVersion/);
  });

  test("a role that is granted and not described", () => {
    const lab = new TerraformStack(Testing.app(), "lab");
    const cluster = new ProxmoxCluster(lab, "host3", { endpoint });
    new ProxmoxAccess(lab, "ci", { cluster, role: ProxmoxRole.named(cluster, "PVEAuditor") });
    expect(lab).toGrantRole("PVEAuditor", place);
    expect(() => expect(lab).toGrantPrivilege("VM.Audit", place)).toThrow(
      /role PVEAuditor .* does not describe it/,
    );
    expect(() => expect(lab).not.toGrantPrivilege("VM.Audit", place)).toThrow(/does not describe it/);
  });

  test("anything, where there is no cluster", () => {
    const empty = new TerraformStack(Testing.app(), "empty");
    expect(() => expect(empty).not.toGrantPrivilege("VM.Audit", place)).toThrow(/the stack has no cluster/);
    expect(() => expect(empty).not.toIssueToken(token)).toThrow(/the stack has no cluster/);
  });
});

test("a doubt about one cluster does not hide what another one grants", () => {
  const stack = two(listing("VM.Audit"), {});
  const place = { to: user, on: "/" };
  expect(() => expect(stack).not.toGrantPrivilege("VM.Audit", place)).toThrow(
    /cluster host3 does grant VM\.Audit[^]*on cluster nuc, whether/,
  );
  expect(() => expect(stack).not.toGrantPrivilege("Sys.Modify", place)).toThrow(/^on cluster nuc, whether/);
});

test("a token is issued, and a failure shows the stack", () => {
  expect(host3({})).toIssueToken(token);
  expect(host3({})).not.toIssueToken("opentofu@pve!ci");
  expect(host3({ user: { userid: "a!jane@example.com@sso" } })).toIssueToken(
    "a!jane@example.com@sso!opentofu-token",
  );
  expect(() => expect(host3({})).toIssueToken("opentofu@pve!ci")).toThrow(
    /nothing describes the API token opentofu@pve!ci[^]*cluster host3/,
  );
  expect(() => expect(host3({})).not.toIssueToken(token)).toThrow(/expected not to/);
});

test("a token that one of two clusters gets", () => {
  const stack = two({}, { token: { tokenid: "ci" } });
  expect(() => expect(stack).toIssueToken(token)).toThrow(/on cluster nuc, nothing describes/);
  expect(() => expect(stack).not.toIssueToken(token)).toThrow(/cluster host3 does issue/);
  expect(stack).toIssueToken(token, { cluster: "host3" });
  expect(stack).not.toIssueToken(token, { cluster: "nuc" });
});

test("the synthesized text is judged as the stack", () => {
  const text = Testing.synth(host3(listing("VM.Audit")));
  expect(text).toGrantPrivilege("VM.Audit", { to: user, on: "/" });
  expect(text).not.toGrantPrivilege("VM.Clone", { to: user, on: "/" });
});
