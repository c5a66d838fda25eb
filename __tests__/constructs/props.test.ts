import { TerraformStack, Testing, Token } from "cdktf";
import {
  EnvFile,
  type PrivilegeName,
  type ProfileName,
  ProxmoxAccess,
  type ProxmoxAccessProps,
  ProxmoxCluster,
  type ProxmoxClusterProps,
  type PveReleaseName,
  TerraformTfvars,
  TokenFile,
  type TokenFileProps,
} from "../../constructs";
import { descriptionOf, settingsOf } from "../support/synth";

const endpoint = "https://host3:8006";

type Described = Omit<ProxmoxAccessProps, "cluster"> & { readonly cluster?: Partial<ProxmoxClusterProps> };

function access({ cluster: reach, ...props }: Described): ProxmoxAccess {
  const stack = new TerraformStack(Testing.app(), "lab");
  const cluster = new ProxmoxCluster(stack, "host3", { endpoint, ...reach });
  return new ProxmoxAccess(stack, "access", { cluster, ...props });
}

test.each<[string, Described, RegExp]>([
  ["a userid without a realm", { user: { userid: "joe" } }, /ProxmoxUser lab\/access\/user: userid: .*joe/],
  ["a reserved role", { role: { roleid: "PVEMine" } }, /ProxmoxRole lab\/access\/role: roleid: .*PVE/],
  [
    "an unknown privilege",
    { role: { privileges: ["VM.Audt" as PrivilegeName] } },
    /VM\.Audt.*did you mean VM\.Audit/,
  ],
  ["an unknown profile", { role: { profile: "opentofu-wm" as ProfileName } }, /did you mean opentofu-vm/],
  ["a list beside a profile", { role: { privileges: [], profile: "monitoring" } }, /taken as written/],
  ["an ACL path that PVE refuses", { acl: [{ path: "/pools/lab" }] }, /ProxmoxAcl .*acl\[0\].*\/pool\/lab/],
  [
    "an ACL path of a later version",
    { cluster: { pveVersion: "8.4" }, acl: [{ path: "/vms" }, { path: "/sdn/fabrics" }] },
    /ProxmoxAcl .*acl\[1\]\.path: PVE 8\.4 has no ACL path \/sdn\/fabrics, as 9\.0 and later have/,
  ],
  [
    "a parameter that leads to an ACL path of a later version",
    { cluster: { pveVersion: "7.4" }, parameters: { pool: ["lab", "lab/ci"] } },
    /ProxmoxGrants .*parameters: PVE 7\.4 has no ACL path \/pool\/lab\/ci, as 8\.1 and later have/,
  ],
  ["a path twice", { acl: [{ path: "/vms" }, { path: "/vms/" }] }, /\/vms is there twice/],
  ["a bad tokenid", { token: { tokenid: "1st" } }, /ProxmoxApiToken lab\/access\/token: tokenid: /],
  ["root@pam", { user: { userid: "root@pam" } }, /userid: "root@pam" .*PVE keeps no ACL entry for it/],
  [
    "the current rotation in keep",
    { token: { rotation: "2", keep: ["2"] } },
    /rotation 2 is the current one/,
  ],
  ["a bad cluster key", { cluster: { key: "a b" } }, /ProxmoxCluster lab\/host3: key: the cluster key "a b"/],
  [
    "an endpoint that is not https",
    { cluster: { endpoint: "http://host3:8006" } },
    /ProxmoxCluster lab\/host3: endpoint: .*not https/,
  ],
  [
    "an endpoint of several that is not https",
    { cluster: { endpoint: [endpoint, "http://host4:8006"] } },
    /ProxmoxCluster lab\/host3: endpoint\[1\]: .*not https/,
  ],
  [
    "an endpoint twice",
    { cluster: { endpoint: [endpoint, "https://host4", "https://host4:443/"] } },
    /endpoint\[2\]: is endpoint\[1\] again; leave one of them out/,
  ],
  ["no endpoint", { cluster: { endpoint: [] } }, /endpoint: is empty; name at least one/],
  [
    "a fingerprint twice",
    { cluster: { fingerprint: ["AA", "AA"] } },
    /fingerprint\[1\]: is fingerprint\[0\] again/,
  ],
  [
    "a version that is none",
    { cluster: { pveVersion: "nine" as PveReleaseName } },
    /pveVersion: "nine" is no version of PVE/,
  ],
  [
    "a value that is unknown at synth",
    { user: { userid: Token.asString({ resolve: () => "x@pve" }) } },
    /only known during apply/,
  ],
])("%s is refused, with the construct's path", (_, props, message) => {
  expect(() => access(props)).toThrow(message);
});

test("all faults of a construct come at once", () => {
  expect(() => access({ user: { userid: "joe", email: "nowhere", expires: "soon" } })).toThrow(
    /userid: .*email: .*expires: /,
  );
});

test("tools that mean different things by one variable cannot share a file", () => {
  const own = access({});
  const props = { access: own, path: "ci.env", flavor: ["packer", "cluster-api"] as const };
  expect(() => new EnvFile(own, "env", props)).toThrow(
    /EnvFile .*flavor: cannot have packer and cluster-api/,
  );
});

test("a file of tokens holds those that are kept out of the state, of its own stack, each once", () => {
  const app = Testing.app();
  const [one, two] = ["one", "two"].map((id) => {
    const stack = new TerraformStack(app, id);
    const make = (key: string, secret: "file" | "state") => {
      const cluster = new ProxmoxCluster(stack, key, { endpoint: `https://${key}.${id}:8006` });
      return new ProxmoxAccess(cluster, "access", { cluster, secret });
    };
    return { stack, nuc: make("nuc", "file"), host3: make("host3", "file"), inState: make("nas", "state") };
  }) as [Made, Made];
  const message = (clusters: readonly ProxmoxAccess[], given: Partial<TokenFileProps> = {}) => {
    const props = { clusters, path: "a.auto.tfvars", variable: "a", shape: "map", ...given } as const;
    return () => new TokenFile(one.stack, "file", props);
  };
  expect(message([one.nuc, one.inState])).toThrow(
    /TokenFile one\/file: clusters\[1\]: keeps its secret in the state; give the access `secret: "file"`/,
  );
  expect(message([two.nuc])).toThrow(/clusters\[0\]: is of stack two; make this file there/);
  expect(message([one.nuc, one.nuc])).toThrow(/clusters: cluster nuc is there twice/);
  expect(message([one.nuc, one.host3], { shape: "object", variable: "a b" })).toThrow(
    /clusters: the shape for one cluster was given 2; use the shape "map"; variable: "a b" is not the name/,
  );
  expect(message([one.nuc, one.host3])).not.toThrow();
});

interface Made {
  readonly stack: TerraformStack;
  readonly nuc: ProxmoxAccess;
  readonly host3: ProxmoxAccess;
  readonly inState: ProxmoxAccess;
}

test("of several endpoints the first one stands for the cluster, and each without a port is warned of", () => {
  const stack = new TerraformStack(Testing.app(), "lab");
  const several = ["https://host3", "https://host4:8006/", "https://host5"];
  const cluster = new ProxmoxCluster(stack, "host3", { endpoint: several });
  new ProxmoxAccess(stack, "access", { cluster });
  expect(cluster.endpoint).toBe("https://host3:443");
  expect(descriptionOf(stack).clusters["host3"]?.cluster).toEqual({
    key: "host3",
    endpoint: "https://host3:443",
    otherEndpoints: ["https://host4:8006", "https://host5:443"],
    insecure: false,
  });
  const warnings = cluster.node.metadata.map(({ data }) => String(data));
  expect(warnings).toEqual([
    expect.stringContaining("//host3:8006"),
    expect.stringContaining("//host5:8006"),
  ]);
});

test("two clusters of a stack do not have the same key", () => {
  const stack = new TerraformStack(Testing.app(), "lab");
  new ProxmoxCluster(stack, "one", { endpoint, key: "host3" });
  expect(
    () => new ProxmoxCluster(stack, "two", { endpoint: "https://elsewhere:8006", key: "host3" }),
  ).toThrow(/lab\/two: cluster key host3 is taken by lab\/one/);
});

test("the shape for one cluster refuses several", () => {
  const stack = new TerraformStack(Testing.app(), "lab");
  const clusters = ["a", "b"].map((key) => {
    const cluster = new ProxmoxCluster(stack, key, { endpoint: `https://${key}:8006` });
    return { access: new ProxmoxAccess(cluster, "access", { cluster }) };
  });
  expect(() => new TerraformTfvars(stack, "tfvars", { clusters, shape: "object" })).toThrow(/was given 2/);
});

test("what is not said of a user and a token is not described, so it stays in PVE as it is", () => {
  const bare = settingsOf(TerraformStack.of(access({})));
  expect(bare).toEqual({
    "acl / opentofu-role user opentofu@pve": "propagates",
    "role opentofu-role": "present",
    "role opentofu-role profile opentofu-vm": "resolved for the node's PVE version",
    "token opentofu@pve!opentofu-token": "has what its user has",
    "token opentofu@pve!opentofu-token rotation": "1",
    "user opentofu@pve": "present",
  });
  const described = access({
    user: { email: "", enable: false, expires: 4102444800 },
    token: { expires: "never" },
  });
  expect(settingsOf(TerraformStack.of(described))).toEqual({
    ...bare,
    "user opentofu@pve email": "",
    "user opentofu@pve enable": "false",
    "user opentofu@pve expires": "4102444800",
    "token opentofu@pve!opentofu-token expires": "never",
  });
});

test("an expiry in words is described as it is written, and one by a Date as text: each synth gives the same", () => {
  const expires = (props: Described["token"]) => {
    const { token, node } = access({ ...(props && { token: props }) });
    const settings = settingsOf(TerraformStack.of(node.scope ?? token));
    return [settings["token opentofu@pve!opentofu-token expires"], token.term, token.expire];
  };
  expect(expires({ expires: "90d" })).toEqual(["90d", 7_776_000, undefined]);
  expect(expires({ expires: "P90D" })).toEqual(["P90D", 7_776_000, undefined]);
  expect(expires({ expires: new Date("2030-12-31") })).toEqual([
    "2030-12-31T00:00:00Z",
    undefined,
    1_924_905_600,
  ]);
  expect(expires({})).toEqual([undefined, undefined, 0]);
  expect(() => access({ user: { expires: "90d" } })).toThrow(/user: expires: "90d" counts from nothing/);
});

test("a renewal is described as it is written, and refused without a term", () => {
  const described = access({ token: { expires: "90d", rotateBefore: "P2W" } });
  expect(settingsOf(TerraformStack.of(described))).toMatchObject({
    "token opentofu@pve!opentofu-token rotate_before": "P2W",
  });
  expect(() => access({ token: { rotateBefore: "14d" } })).toThrow(
    /token: rotateBefore: has nothing to renew/,
  );
  expect(() => access({ token: { expires: "90d", rotateBefore: "14d", keep: [] } })).toThrow(
    /rotateBefore: cannot stand beside keep/,
  );
});

test("what an access says of ownership counts for each of its objects, unless an object says otherwise", () => {
  const settings = settingsOf(
    TerraformStack.of(access({ adopt: true, removalPolicy: "retain", role: { adopt: false } })),
  );
  const having = (suffix: string) => Object.keys(settings).filter((name) => name.endsWith(suffix));
  expect(having(" adopt")).toEqual([
    "acl / opentofu-role user opentofu@pve adopt",
    "token opentofu@pve!opentofu-token adopt",
    "user opentofu@pve adopt",
  ]);
  expect(having(" removal_policy")).toHaveLength(4);
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
