import { ConfigurationError, loadConfiguration } from "../../constructs";
import { resourceOf, stackOf, synthesized } from "../support/synth";

const ENDPOINT = "https://host3.example.org:8006";

function withIdentities(identities: object, cluster: object = {}, more: object = {}): unknown {
  return { clusters: { host3: { endpoint: ENDPOINT, ...cluster, identities } }, ...more };
}

/** The files of a stack by their paths from the project, without the references to secrets. */
function filesOf(context: unknown): Record<string, string> {
  const files = Object.values(synthesized(stackOf(context)).resource.local_file ?? {});
  return Object.fromEntries(
    files.map(({ filename, content }) => [
      filename.replace("${path.module}/../../../", ""),
      content.replace(/\$\{sensitive\([^}]*\}/g, "<secret>"),
    ]),
  );
}

function faultsOf(context: unknown): readonly string[] {
  try {
    loadConfiguration(context);
    return [];
  } catch (error) {
    if (error instanceof ConfigurationError) return error.faults;
    throw error;
  }
}

test("an identity is named after its key, and its profile goes where it is needed", () => {
  const { clusters } = loadConfiguration(withIdentities({ plan: { profile: "plan-readonly" } }));
  expect(clusters["host3"]?.user).toBeUndefined();
  expect(clusters["host3"]?.identities?.["plan"]).toMatchObject({
    user: { userid: "plan@pve" },
    role: { roleid: "plan-role", profile: ["plan-readonly"] },
    parameters: {},
    token: { tokenid: "plan-token" },
    outputs: { tfvars: { path: "plan.tfvars", variable: "proxmox", shape: "map" } },
  });
});

test("what a cluster says of itself stands beside its identities", () => {
  const beside = stackOf(withIdentities({ plan: {} }, { user: {} }));
  expect([...beside.accesses.keys()]).toEqual(["host3", "host3-plan"]);
  expect([...stackOf(withIdentities({ plan: {}, csi: {} })).accesses.keys()]).toEqual([
    "host3-plan",
    "host3-csi",
  ]);
  expect(Object.keys(filesOf(withIdentities({ plan: {} }, { acl: [{}] }))).sort()).toEqual([
    "plan.tfvars",
    "terraform.tfvars",
  ]);
});

test("a list of privileges goes to /, or where acl says", () => {
  const stack = stackOf(
    withIdentities({
      a: { privileges: ["VM.Audit"] },
      b: { profile: "monitoring", acl: [{ path: "/pool/lab" }] },
    }),
  );
  const entries = (name: string) => Object.keys(resourceOf(stack, `${name}_acl`).for_each ?? {});
  expect(entries("host3_a")).toEqual(["/ a@pve"]);
  expect(entries("host3_b")).toEqual(["/pool/lab b@pve"]);
});

test("identities of the same name on several clusters share a file", () => {
  const identities = { plan: { profile: "plan-readonly" } };
  const context = {
    clusters: { a: { endpoint: "https://a", identities }, b: { endpoint: "https://b", identities } },
  };
  const { "plan.tfvars": file, ...others } = filesOf(context);
  expect(others).toEqual({});
  expect(file).toContain("a = {");
  expect(file).toContain('api_token    = "plan@pve!plan-token=<secret>"');
  expect(file?.match(/api_token/g)).toHaveLength(2);
});

test("every kind of file", () => {
  const outputs = {
    env: { flavor: ["bpg", "telmate", "ansible", "packer"] },
    csi: {},
    ccm: { path: "out/ccm.yaml", region: "lab" },
    tfvars: { path: "ci.tfvars", variable: "pve", shape: "object" },
  };
  expect(filesOf(withIdentities({ ci: { outputs } }))).toMatchSnapshot();
});

test.each<[string, unknown, readonly RegExp[]]>([
  ["a name that is none", withIdentities({ "1st": {} }), [/identities\.1st: the name "1st" is malformed/]],
  ["a name that PVE reserves", withIdentities({ pvedaemon: {} }), [/pvedaemon" would make a role/]],
  [
    "a misspelt setting",
    withIdentities({ a: { profil: "x" } }),
    [/identities\.a\.profil: .*did you mean profile\?/],
  ],
  [
    "a misspelt profile",
    withIdentities({ a: { profile: "kubernets-csi" } }),
    [/a\.profile: .*did you mean kubernetes-csi/],
  ],
  [
    "a misspelt parameter",
    withIdentities({ a: { parameters: { pools: "lab" } } }),
    [/a\.parameters\.pools: is no setting; did you mean pool\?/],
  ],
  [
    "a parameter that makes no path",
    withIdentities({ a: { parameters: { pool: ["lab", "a b"], storage: "" } } }),
    [/parameters\.pool\[1\]: .*no ACL path/, /parameters\.storage: is empty/],
  ],
  [
    "a parameter that would do nothing",
    withIdentities({ a: { profile: "kubernetes-csi", parameters: { bridge: "vmbr0" } } }),
    [/parameters\.bridge: nothing that kubernetes-csi needs is on a bridge/],
  ],
  [
    "two places",
    withIdentities({ a: { acl: [{}], parameters: {} } }),
    [/parameters: cannot stand beside acl/],
  ],
  [
    "a list that is confined",
    withIdentities({ a: { privileges: ["VM.Audit"], parameters: { pool: "lab" } } }),
    [/parameters: confines a profile/],
  ],
  [
    "an added privilege of another version",
    withIdentities({ a: { add: ["VM.Monitor"] } }, { pveVersion: "9.2" }),
    [/a\.add\[0\]: PVE 9\.2 does not know/],
  ],
  [
    "an unknown flavor",
    withIdentities({ a: { outputs: { env: { flavor: "telmat" } } } }),
    [/did you mean telmate\?/],
  ],
  [
    "two users that are one",
    withIdentities({ a: {}, b: { user: { userid: "a@pve", enable: false } } }),
    [/identities\.b\.user\.userid: clusters\.host3\.identities\.a\.user\.userid is a@pve too/],
  ],
  [
    "a role that is the cluster's own",
    withIdentities({ a: { role: { roleid: "opentofu-role" } } }, { user: {} }),
    [/identities\.a\.role\.roleid: clusters\.host3\.role\.roleid is opentofu-role too/],
  ],
  [
    "a role that another one's path makes",
    withIdentities({
      a: { role: { roleid: "r" }, parameters: { pool: "x" } },
      b: { role: { roleid: "r-pool-x" }, privileges: ["VM.Audit"] },
    }),
    [
      /identities\.b\.role\.roleid: makes the role r-pool-x, as clusters\.host3\.identities\.a\.role\.roleid does/,
    ],
  ],
  [
    "two that are one in the stack",
    {
      clusters: {
        a: { endpoint: "https://a", identities: { "b-c": {} } },
        "a-b": { endpoint: "https://b", identities: { c: {} } },
      },
    },
    [/becomes a-b-c in the stack, as clusters\.a\.identities\.b-c does/],
  ],
  [
    "a file for two tokens of a cluster",
    withIdentities({ a: {}, b: { outputs: { tfvars: { path: "./a.tfvars" } } } }),
    [
      /identities\.b\.outputs\.tfvars\.path: a\.tfvars is written for .*identities\.a\.outputs\.tfvars\.path too/,
    ],
  ],
  [
    "a file in two forms",
    withIdentities({ a: { outputs: { env: { path: "x" }, csi: { path: "x" } } } }),
    [/outputs\.csi\.path: x is written for .*outputs\.env\.path too, in another form/],
  ],
  [
    "tokens outside the state",
    withIdentities({ a: {} }, {}, { tfvars: { secret: "file" } }),
    [/identities: write their tokens through the state/],
  ],
])("refused: %s", (_, context, expected) => {
  const faults = faultsOf(context);
  expect(faults).toHaveLength(expected.length);
  expected.forEach((pattern, index) => expect(faults[index]).toMatch(pattern));
});
