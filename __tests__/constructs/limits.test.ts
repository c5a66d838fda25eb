import { AssetType, TerraformAsset, TerraformStack, Testing } from "cdktf";
import {
  ProxmoxAccess,
  type ProxmoxAccessProps,
  ProxmoxAcl,
  ProxmoxCluster,
  ProxmoxUser,
  TerraformTfvars,
} from "../../constructs";
import { loadConfiguration } from "../../configuration";
import { decodeDeployed } from "../../pve/spec";
import { variableName } from "../../pve/names/variables";
import { readConnection } from "../../pve/wire";
import { tasksOf } from "../../provisioner/tasks";
import { descriptionOf, requestOf, stackOf, synthesized, warningsOf } from "../support/synth";

const endpoint = "https://host3:8006";
const LONG_AGO = "2001-01-01";

function access(props: unknown): ProxmoxAccess {
  const stack = new TerraformStack(Testing.app(), "lab");
  const cluster = new ProxmoxCluster(stack, "host3", { endpoint });
  return new ProxmoxAccess(stack, "access", { cluster, ...(props as Omit<ProxmoxAccessProps, "cluster">) });
}

describe("null in a list is a fault that names its place", () => {
  test.each<[string, object, RegExp]>([
    ["acl", { acl: [{}, null] }, /^ProxmoxAcl lab\/access\/acl: acl\[1\]: must be an object, not null/],
    [
      "privileges",
      { role: { privileges: [null] } },
      /ProxmoxRole lab\/access\/role: .*privileges\[0\] is null/,
    ],
    ["add", { role: { add: ["VM.Audit", null] } }, /add\[1\] is null/],
    ["profile", { role: { profile: [undefined] } }, /profile\[0\] is undefined/],
    ["keep", { token: { keep: [null] } }, /ProxmoxApiToken lab\/access\/token: keep: keep\[0\] is null/],
    ["keep of nothing", { token: { rotation: "2", keep: [""] } }, /keep: keep\[0\] is empty/],
    ["parameters", { parameters: { pool: [null] } }, /ProxmoxGrants .*parameters: pool\[0\] is null/],
  ])("%s", (_, props, message) => {
    expect(() => access(props)).toThrow(message);
  });

  test("subjects", () => {
    const { role } = access({});
    const subjects = JSON.parse("[null]") as [];
    expect(() => new ProxmoxAcl(role, "more", { role, subjects })).toThrow(
      /subjects\[0\]: must be an object, not null/,
    );
  });
});

test("a rotation and a cluster's key of a megabyte are refused with the limit, and not repeated", () => {
  const megabyte = "k".repeat(2 ** 20);
  const messageOf = (make: () => unknown): string => {
    try {
      make();
    } catch (error) {
      return String(error);
    }
    return "";
  };
  const rotation = messageOf(() => access({ token: { rotation: megabyte } }));
  expect(rotation).toMatch(/rotation: has 1048576 characters; 64 are the most/);
  const stack = new TerraformStack(Testing.app(), "lab");
  const key = messageOf(() => new ProxmoxCluster(stack, "host3", { endpoint, key: megabyte }));
  expect(key).toMatch(/key: the cluster key "k{80}…" has 1048576 characters; 63 are the most/);
  expect(rotation.length + key.length).toBeLessThan(1_000);
});

test("two clusters whose logins would be read from the same variables are refused", () => {
  const stack = new TerraformStack(Testing.app(), "lab");
  new ProxmoxCluster(stack, "host-3", { endpoint });
  expect(() => new ProxmoxCluster(stack, "HOST_3", { endpoint: "https://elsewhere:8006" })).toThrow(
    /lab\/HOST_3: cluster key HOST_3 and host-3 of lab\/host-3 would both read their login from PROXMOX_VE_HOST_3_/,
  );
});

describe.each(["constructor", "toString", "hasOwnProperty"])("a cluster with the key %s", (key) => {
  test("is described, reached and written under its own name", () => {
    const stack = new TerraformStack(Testing.app(), "lab");
    const cluster = new ProxmoxCluster(stack, "host3", { endpoint, key });
    const { token } = new ProxmoxAccess(cluster, "access", { cluster });
    new TerraformTfvars(stack, "tfvars", { clusters: [{ cluster, apiToken: token.full }] });
    const { clusters, files } = descriptionOf(stack);
    expect(Object.keys(clusters)).toEqual([key]);
    expect(clusters[key]).toMatchObject({ cluster: { key, endpoint }, reconcile: "on-change" });
    expect(files.flatMap(({ tokens }) => tokens).filter((one) => one.key !== key)).toEqual([]);
    const { resource, locals } = synthesized(stack);
    const requests = Object.values(resource.null_resource).map((each) => requestOf(each, "reconcile"));
    expect(requests.filter((request) => request !== null)).toEqual([
      expect.objectContaining({ owner: `lab/${key}` }),
    ]);
    expect(Object.values(locals ?? {}).join()).toContain(`"${key} \${name}" => value`);
    const [file] = Object.values(resource.local_file ?? {});
    expect(file?.content).toMatch(new RegExp(`^ {2}${key} = \\{$`, "m"));
  });

  test("has its login read from its own variables, and its triggers read back", () => {
    const cluster = { key, endpoint, insecure: false };
    const token = "root@pam!ci=6f1c4ae4-1d3c-4f7a-9d5c-0c2f6a9b8e11";
    const environment = { [variableName("API_TOKEN", "cluster", key)]: token };
    expect(readConnection(cluster, environment).credentials).toMatchObject({ fullTokenid: "root@pam!ci" });
    expect(() => readConnection(cluster, {})).toThrow(`There is no login for cluster ${key}`);
    const deployed = decodeDeployed({
      state: "1",
      [`${key} endpoint`]: endpoint,
      [`${key} user a@pve`]: "present",
    });
    expect([...deployed.clusters.keys()]).toEqual([key]);
    const [task] = tasksOf("lab", deployed, { clusters: {}, tokens: [], files: [], bundles: [], ssh: [] });
    expect(task).toMatchObject({ owner: `lab/${key}`, described: undefined });
  });
});

test.each(["constructor", "toString"])("a construct cannot be called %s, and says so", (id) => {
  const stack = new TerraformStack(Testing.app(), "lab");
  expect(() => new ProxmoxCluster(stack, id, { endpoint })).toThrow(
    /id: the name ".*" is one that every object/,
  );
});

test("__proto__ is no cluster's key, in the configuration and in a program", () => {
  const clusters = JSON.parse(`{"__proto__": {"endpoint": "${endpoint}"}}`) as unknown;
  expect(() => loadConfiguration({ clusters })).toThrow(/the cluster key "__proto__" is malformed/);
  const stack = new TerraformStack(Testing.app(), "lab");
  expect(() => new ProxmoxCluster(stack, "x", { endpoint, key: "__proto__" })).toThrow(
    /"__proto__" is malformed/,
  );
});

describe("what has expired is described with a warning, since only a deploy knows whether it is so already", () => {
  test("a user and a token", () => {
    const { user, token } = access({ user: { expires: LONG_AGO }, token: { expires: 1 } });
    expect(user.node.metadata).toEqual([
      expect.objectContaining({
        data: expect.stringMatching(/^User opentofu@pve expires at 2001-01-01, which is over/) as string,
      }),
    ]);
    expect(token.node.metadata).toEqual([
      expect.objectContaining({
        data: expect.stringMatching(/^API token opentofu@pve!opentofu-token expires at 1, /) as string,
      }),
    ]);
  });

  test("in the configuration, beside another cluster", () => {
    const stack = stackOf({
      clusters: { a: { endpoint, token: { expires: LONG_AGO } }, b: { endpoint: "https://b:8006" } },
    });
    expect(descriptionOf(stack).clusters["a"]?.settings).toMatchObject({
      "token opentofu@pve!opentofu-token expires": LONG_AGO,
    });
    expect(warningsOf(stack)).toHaveLength(1);
  });
});

test("a disabled user comes with a warning of what that means", () => {
  const { user } = access({ user: { enable: false } });
  expect(user.node.metadata.map(({ data }) => String(data))).toEqual([
    "User opentofu@pve is disabled: PVE refuses its logins and its API tokens, so nothing of what they may do is proven. " +
      "Set `enable: true` before they are used.",
  ]);
  expect(access({ user: { enable: true, expires: "never" } }).user.node.metadata).toEqual([]);
});

test("root@pam is granted nothing, since PVE would not keep it", () => {
  const { cluster } = access({});
  expect(() => ProxmoxUser.named(cluster, "root@pam")).toThrow(
    /^ProxmoxUser.named: userid: "root@pam" .* keeps no ACL entry/,
  );
});

test("one cluster more costs a synth the same, however many there are, and no trace of calls", () => {
  const traces = (clusters: number) => {
    const keys = Array.from({ length: clusters }, (_, index) => `c${String(index)}`);
    const described = keys.map((key) => [key, { endpoint: `https://${key}:8006` }]);
    // cdktf takes one for each token that it makes.
    const trace = jest.spyOn(Error, "captureStackTrace");
    synthesized(stackOf({ clusters: Object.fromEntries(described) as unknown }));
    const { length } = trace.mock.calls;
    trace.mockRestore();
    return length;
  };
  const [few, some, many] = [1, 11, 21].map(traces) as [number, number, number];
  expect(many - some).toBe(some - few);
  expect((some - few) / 10).toBe(0);
});

test("ids that begin with a digit are refused at synth, since Terraform has no such names", () => {
  const stack = new TerraformStack(Testing.app(), "lab");
  const cluster = new ProxmoxCluster(stack, "3rd", { endpoint });
  const made = new ProxmoxAccess(stack, "1", { cluster });
  new TerraformTfvars(stack, "2", { clusters: [made] });
  const refused = () => Testing.synth(stack, true);
  expect(refused).toThrow(
    /lab\/3rd: a name in Terraform begins with a letter .*can keep this one as its `key`/,
  );
  for (const id of ["1", "2"]) expect(refused).toThrow(`lab/${id}: a name in Terraform begins`);
});

test("the same ids are names below another construct, or as a cluster's key", () => {
  const stack = new TerraformStack(Testing.app(), "lab");
  const cluster = new ProxmoxCluster(stack, "third", { endpoint, key: "3rd" });
  new ProxmoxAccess(cluster, "1", { cluster });
  expect(() => Testing.synth(stack, true)).not.toThrow();
});

test.each([undefined, "", 5])("a cluster with the id %j is refused under its place", (id) => {
  const stack = new TerraformStack(Testing.app(), "lab");
  expect(() => new ProxmoxCluster(stack, id as string, { endpoint })).toThrow(
    /^ProxmoxCluster lab\/\d?: .*id: must be text that is not empty/,
  );
});

test("an asset of the program that is called as ours is not taken for it", () => {
  const stack = new TerraformStack(Testing.app(), "lab");
  new TerraformAsset(stack, "provisioner", { path: __filename, type: AssetType.FILE });
  expect(() => new ProxmoxCluster(stack, "host3", { endpoint })).toThrow(
    "There is already a Construct with name 'provisioner'",
  );
});
