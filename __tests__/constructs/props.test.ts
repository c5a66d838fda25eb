import { TerraformStack, Testing, Token } from "cdktf";
import { ProxmoxAccess, TerraformTfvars, type ProxmoxAccessProps } from "../../constructs";

const cluster = { key: "host3", endpoint: "https://host3:8006" };

function access(props: Partial<ProxmoxAccessProps>): ProxmoxAccess {
  return new ProxmoxAccess(new TerraformStack(Testing.app(), "lab"), "access", { cluster, ...props });
}

test.each<[string, Partial<ProxmoxAccessProps>, RegExp]>([
  ["a userid without a realm", { user: { userid: "joe" } }, /ProxmoxUser lab\/access\/user: userid: .*joe/],
  ["a reserved role", { role: { roleid: "PVEMine" } }, /ProxmoxRole lab\/access\/role: roleid: .*PVE/],
  ["an unknown privilege", { role: { privileges: ["VM.Audt"] } }, /VM\.Audt.*did you mean VM\.Audit/],
  ["an unknown profile", { role: { profile: "opentofu-wm" } }, /did you mean opentofu-vm/],
  ["a list beside a profile", { role: { privileges: [], profile: "monitoring" } }, /taken as written/],
  ["an ACL path that PVE refuses", { acl: [{ path: "/pools/lab" }] }, /ProxmoxAcl .*paths\[0\].*\/pool\/lab/],
  ["a path twice", { acl: [{ path: "/vms" }, { path: "/vms/" }] }, /\/vms is there twice/],
  ["a bad tokenid", { token: { tokenid: "1st" } }, /ProxmoxApiToken lab\/access\/token: tokenid: /],
  ["an expiry in the past", { token: { expires: "2001-01-01" } }, /expires: .*past/],
  [
    "the current rotation in keep",
    { token: { rotation: "2", keep: ["2"] } },
    /rotation 2 is the current one/,
  ],
  ["a bad cluster key", { cluster: { ...cluster, key: "a b" } }, /cluster key "a b"/],
  ["an endpoint that is not https", { cluster: { ...cluster, endpoint: "http://host3:8006" } }, /https/],
  [
    "a value that is unknown at synth",
    { user: { userid: Token.asString({ resolve: () => "x@pve" }) } },
    /only known during apply/,
  ],
])("%s is refused, with the construct's path", (_, props, message) => {
  expect(() => access(props)).toThrow(message);
});

test("all faults of a construct come at once", () => {
  expect(() => access({ user: { userid: "joe", email: "nowhere", expires: "2001-01-01" } })).toThrow(
    /userid: .*email: .*expires: /,
  );
});

test("one cluster is not described in two ways in a stack", () => {
  const stack = new TerraformStack(Testing.app(), "lab");
  new ProxmoxAccess(stack, "one", { cluster });
  const other = { ...cluster, endpoint: "https://elsewhere:8006" };
  expect(() => new ProxmoxAccess(stack, "two", { cluster: other, user: { userid: "two@pve" } })).toThrow(
    /host3 is described twice/,
  );
});

test("the shape for one cluster refuses several", () => {
  const stack = new TerraformStack(Testing.app(), "lab");
  const clusters = ["a", "b"].map((key) => ({
    access: new ProxmoxAccess(stack, key, { cluster: { ...cluster, key } }),
  }));
  expect(() => new TerraformTfvars(stack, "tfvars", { clusters, shape: "object" })).toThrow(/was given 2/);
});

test("what others need of an access is at hand", () => {
  const { token, user, role } = access({});
  expect([user.userid, role.roleid, token.fullTokenid]).toEqual([
    "opentofu@pve",
    "opentofu-role",
    "opentofu@pve!opentofu-token",
  ]);
  expect(token.full).toMatch(/^opentofu@pve!opentofu-token=\$\{TfToken/);
});
