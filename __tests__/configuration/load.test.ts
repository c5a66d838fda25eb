import fc from "fast-check";
import { ConfigurationError, checkDuplicateKeys, loadConfiguration } from "../../configuration/types";

const ENDPOINT = "https://host3.example.org:8006";

/** The faults of a configuration; none when it is accepted. */
function faultsOf(context: unknown, text?: string): readonly string[] {
  try {
    loadConfiguration(context, text);
    return [];
  } catch (error) {
    if (error instanceof ConfigurationError) return error.faults;
    throw error;
  }
}

/** A configuration with one cluster. */
function one(cluster: object, more: object = {}): unknown {
  return { clusters: { host3: { endpoint: ENDPOINT, ...cluster } }, ...more };
}

/** Two clusters and the file. */
function two(tfvars: object, second: object = {}): unknown {
  return { clusters: { a: { endpoint: "https://a" }, b: { endpoint: "https://b", ...second } }, tfvars };
}

test("an endpoint is enough: everything else has a default", () => {
  expect(loadConfiguration(one({}))).toEqual({
    clusters: {
      host3: {
        endpoint: ENDPOINT,
        nodeName: "host3",
        clusterName: "host3",
        insecure: false,
        sshUsername: "root",
        ensure: "present",
        reconcile: "on-change",
        adopt: false,
        user: { userid: "opentofu@pve" },
        role: { roleid: "opentofu-role" },
        acl: [{ path: "/", propagate: true }],
        token: { tokenid: "opentofu-token", privilegeSeparation: false, expires: "never", rotation: "1" },
      },
    },
    tfvars: {
      path: "terraform.tfvars",
      variable: "proxmox",
      shape: "map",
      splitShape: "map",
      secret: "state",
    },
  });
});

test("values come out in one form", () => {
  const { clusters, stateEncryption, tfvars } = loadConfiguration(
    one(
      {
        endpoint: "https://HOST3.example.org:8006/api2/json/",
        fingerprint: "ab".repeat(32),
        role: { profile: "monitoring" },
        acl: [{ path: "pool/lab/" }],
        token: { rotation: 3, keep: [2, "1"] },
      },
      { stateEncryption: true, tfvars: { secret: "file" } },
    ),
  );
  expect(clusters["host3"]).toMatchObject({
    endpoint: ENDPOINT,
    fingerprint: Array<string>(32).fill("AB").join(":"),
    role: { profile: ["monitoring"] },
    acl: [{ path: "/pool/lab", propagate: true }],
    token: { rotation: "3", keep: ["2", "1"] },
  });
  expect(stateEncryption).toEqual({ passphraseVariable: "state_passphrase" });
  expect(tfvars.shape).toBe("split");
});

test.each<[string, unknown]>([
  ["several clusters", two({})],
  ["a list of privileges for its version", one({ pveVersion: "8.4", role: { privileges: ["VM.Monitor"] } })],
  [
    "a profile on any version",
    one({ pveVersion: "9.2", role: { profile: ["opentofu-vm", "image-download"] } }),
  ],
  ["the shape for one of two clusters", two({ shape: "object" }, { ensure: "absent" })],
  ["a token in a file", one({}, { tfvars: { secret: "file", splitShape: "object" } })],
  [
    "a backend",
    one({}, { backend: { type: "s3", config: { bucket: "b", skip_credentials_validation: true } } }),
  ],
  [
    "a key at a key service",
    one({}, { backend: { type: "gcs", config: { kms_encryption_key: "projects/x" } } }),
  ],
  ["no encryption", one({}, { stateEncryption: false })],
  ["a path out of the project", one({}, { tfvars: { path: "../opentofu/terraform.tfvars" } })],
  ["IPv6 without a port", one({ endpoint: "https://[::1]" })],
  ["two identities at one endpoint", identities({ userid: "b@pve" }, { roleid: "role-b" })],
])("accepted: %s", (_, context) => {
  expect(faultsOf(context)).toEqual([]);
});

function identities(user: object, role: object): unknown {
  return { clusters: { a: { endpoint: ENDPOINT }, b: { endpoint: `${ENDPOINT}/`, user, role } } };
}

const P = "context.proxmox";
const H = `${P}.clusters.host3`;

test.each<[string, unknown, readonly (string | RegExp)[]]>([
  ["nothing", undefined, [`${P}: is missing`]],
  ["a list", [], [`${P}: must be an object`]],
  ["no clusters", {}, [`${P}.clusters: is missing`]],
  ["empty clusters", { clusters: {} }, [`${P}.clusters: is empty`]],
  ["no endpoint", { clusters: { host3: {} } }, [`${H}.endpoint: is missing`]],
  ["null", one({ user: null }), [`${H}.user: must be an object`]],
  ["a number for text", one({ user: { userid: 1 } }), [`${H}.user.userid: must be text`]],
  [
    "an unknown key",
    one({ user: { usrid: "a@pve" } }),
    [`${H}.user.usrid: is no setting; did you mean userid?`],
  ],
  [
    "an unknown key in a list",
    one({ acl: [{ pth: "/" }] }),
    [`${H}.acl[0].pth: is no setting; did you mean path?`],
  ],
  ["an odd key", one({ "a.b": 1 }), [`${H}["a.b"]: is no setting`]],
  [
    "a password",
    one({ password: "hunter22" }),
    [`${H}.password: is no setting; a login is read from PROXMOX_VE_`],
  ],
  [
    "a misspelt word",
    one({ ensure: "abset" }),
    [`${H}.ensure: must be one of "present", "absent"; did you mean absent?`],
  ],
  ["a userid without a realm", one({ user: { userid: "joe" } }), [`${H}.user.userid: "joe" has no realm`]],
  ["a reserved role", one({ role: { roleid: "PVEMine" } }), [`${H}.role.roleid: "PVEMine" begins with PVE`]],
  [
    "a misspelt privilege",
    one({ role: { privileges: ["VM.Clon"] } }),
    [/privileges\[0\]: .*did you mean VM\.Clone\?/],
  ],
  [
    "a misspelt profile",
    one({ role: { profile: "karpentr" } }),
    [/role\.profile: .*did you mean karpenter\?/],
  ],
  [
    "a misspelt profile in a list",
    one({ role: { profile: ["karpentr"] } }),
    [/role\.profile\[0\]: .*karpenter\?/],
  ],
  [
    "a profile that is a number",
    one({ role: { profile: 1 } }),
    [/role\.profile: must be the name of a profile/],
  ],
  ["no privileges", one({ role: { privileges: [] } }), [`${H}.role.privileges: is empty`]],
  [
    "a privilege of another version",
    one({ pveVersion: "9.1", role: { privileges: ["VM.Audit", "VM.Monitor"] } }),
    [`${H}.role.privileges[1]: PVE 9.1 does not know the privilege VM.Monitor; use VM.GuestAgent.Audit`],
  ],
  [
    "an added privilege of another version",
    one({ pveVersion: "8.4", role: { add: ["VM.Replicate"] } }),
    [`${H}.role.add[0]: PVE 8.4 does not know the privilege VM.Replicate; leave it out`],
  ],
  [
    "privileges beside a profile",
    one({ role: { privileges: ["VM.Audit"], profile: "monitoring", remove: [] } }),
    [`${H}.role.profile: cannot stand beside privileges`, `${H}.role.remove: cannot stand beside privileges`],
  ],
  [
    "a privilege added and removed",
    one({ role: { add: ["VM.Audit"], remove: ["VM.Audit"] } }),
    [/add\[0\]: .*remove as well/],
  ],
  ["no ACL", one({ acl: [] }), [`${H}.acl: is empty`]],
  ["a path twice", one({ acl: [{}, { path: "//" }] }), [`${H}.acl[1].path: / is there already, as acl[0]`]],
  [
    "a path that is none",
    one({ acl: [{ path: "/pools/x" }] }),
    [/acl\[0\]\.path: .*did you mean \/pool\/x\?/],
  ],
  [
    "the current rotation kept",
    one({ token: { rotation: 2, keep: ["2"] } }),
    [/keep\[0\]: "2" is the current rotation/],
  ],
  [
    "a rotation kept twice",
    one({ token: { rotation: 3, keep: ["2", 2] } }),
    [/keep\[1\]: "2" is there already/],
  ],
  [
    "a rotation that is no name",
    one({ token: { rotation: "a b", keep: [] } }),
    [/rotation: "a b" becomes part of the tokenid/],
  ],
  [
    "an expiry in the past",
    one({ token: { expires: "2001-01-01" } }),
    [/token\.expires: 2001-01-01 is in the past/],
  ],
  ["an expiry that is no time", one({ user: { expires: true } }), [/user\.expires: must be a date/]],
  [
    "a comment that is too long",
    one({ user: { comment: "c".repeat(2049) } }),
    [/comment: has 2049 characters/],
  ],
  [
    "a CA that is not used",
    one({ insecure: true, caFile: "ca.pem" }),
    [`${H}.insecure: switches off what caFile would verify`],
  ],
  ["a SHA-1 fingerprint", one({ fingerprint: "AB".repeat(20) }), [/fingerprint: is a SHA-1 fingerprint/]],
  ["a short fingerprint", one({ fingerprint: "AB:CD" }), [/fingerprint: is no SHA-256 fingerprint/]],
  ["half a version", one({ pveVersion: "9" }), [/pveVersion: "9" is no version of PVE .*8\.4/]],
  ["a node with its domain", one({ nodeName: "host3.example.org" }), [/nodeName: .*did you mean host3\?/]],
  ["an empty path", one({}, { tfvars: { path: "" } }), [`${P}.tfvars.path: is empty`]],
  ["a home folder", one({}, { tfvars: { path: "~/x.tfvars" } }), [/tfvars\.path: .*only a shell expands/]],
  ["a folder", one({}, { tfvars: { path: "out/" } }), [/tfvars\.path: .*is a folder/]],
  ["a JSON file", one({}, { tfvars: { path: "x.tfvars.json" } }), [/tfvars\.path: .*HCL/]],
  ["a variable that is none", one({}, { tfvars: { variable: "1a" } }), [/tfvars\.variable: "1a" is no name/]],
  ["a variable of Terraform", one({}, { tfvars: { variable: "version" } }), [/keeps for itself/]],
  [
    "one shape for two clusters",
    two({ shape: "object" }),
    [/tfvars\.shape: "object" shows exactly one cluster, and 2/],
  ],
  [
    "a split object for two",
    two({ shape: "split", splitShape: "object" }),
    [/tfvars\.splitShape: "object" shows/],
  ],
  [
    "tokens outside, in the map",
    one({}, { tfvars: { shape: "map", secret: "file" } }),
    [/tfvars\.shape: cannot hold tokens/],
  ],
  [
    "a split of nothing",
    one({}, { tfvars: { splitShape: "map" } }),
    [/tfvars\.splitShape: counts with shape "split" only/],
  ],
  ["a backend without a type", one({}, { backend: {} }), [`${P}.backend.type: is missing`]],
  [
    "credentials for the state",
    one({}, { backend: { type: "s3", config: { secret_key: "x", assume_role: { token: "y" } } } }),
    [
      /backend\.config\.assume_role\.token: is a credential/,
      /backend\.config\.secret_key: is a credential.*AWS_SECRET_ACCESS_KEY/,
    ],
  ],
  [
    "a login in an address",
    one({}, { backend: { type: "http", config: { address: "https://u:p@h" } } }),
    [/TF_HTTP_PASSWORD/],
  ],
  [
    "a null for a backend",
    one({}, { backend: { type: "http", config: { a: null } } }),
    [/backend\.config\.a: is null/],
  ],
  ["encryption that is a number", one({}, { stateEncryption: 1 }), [/stateEncryption: must be true, or/]],
  [
    "keys with the same variables",
    { clusters: { "a-b": { endpoint: "https://a" }, A_B: { endpoint: "https://b" } } },
    [`${P}.clusters.A_B: reads its login from PROXMOX_VE_A_B_…, as clusters.a-b does`],
  ],
  [
    "a key that is no word",
    { clusters: { "a b": { endpoint: "https://a" } } },
    [`${P}.clusters["a b"]: the key "a b" is malformed`],
  ],
  [
    "a key with another meaning",
    { clusters: { ssh: { endpoint: "https://a" } } },
    [/PROXMOX_VE_SSH_USERNAME/],
  ],
  [
    "a key of JavaScript's own",
    { clusters: JSON.parse('{"__proto__": {}, "a": {"endpoint": "https://a"}}') as unknown },
    [/"__proto__" is malformed/],
  ],
  [
    "two clusters that are one",
    identities({}, {}),
    [
      `${P}.clusters.b.role.roleid: clusters.a.role.roleid at the same endpoint is opentofu-role too`,
      `${P}.clusters.b.user.userid: clusters.a.user.userid at the same endpoint is opentofu@pve too`,
    ],
  ],
])("refused: %s", (_, context, expected) => {
  const faults = faultsOf(context);
  expect(faults).toHaveLength(expected.length);
  expected.forEach((pattern, index) => {
    if (typeof pattern === "string") expect(faults[index]?.slice(0, pattern.length)).toBe(pattern);
    else expect(faults[index]).toMatch(pattern);
  });
});

test.each([
  "http://host3:8006",
  "host3:8006",
  "https://host3:8006/pve",
  "https://host3:8006/?a=b",
  "https://host3:8006#a",
  "https://host3:0",
  " https://host3:8006",
  "https://host3:99999",
  "https://joe:hunter22@host3:8006",
  "",
])("the endpoint %j is refused, and is not repeated: it may hold a password", (endpoint) => {
  const faults = faultsOf(one({ endpoint }));
  expect(faults).toEqual([
    expect.stringContaining("endpoint: must look like https://host3.example.org:8006"),
  ]);
  expect(faults.join()).not.toContain("hunter22");
});

test("all faults come at once, sorted, whatever else is wrong", () => {
  const context = one(
    {
      endpoint: 1,
      insecure: true,
      fingerprint: "x",
      nodes: 3,
      token: { tokenid: "1", rotation: "2", keep: ["2"] },
      user: { userid: "joe", email: [] },
    },
    { tfvars: { shape: "object", secret: "file" } },
  );
  expect(() => loadConfiguration(context)).toThrow(ConfigurationError);
  expect(faultsOf(context).map((fault) => fault.split(": ")[0])).toEqual([
    `${H}.endpoint`,
    `${H}.fingerprint`,
    `${H}.insecure`,
    `${H}.nodes`,
    `${H}.token.keep[0]`,
    `${H}.token.tokenid`,
    `${H}.user.email`,
    `${H}.user.userid`,
    `${P}.tfvars.shape`,
  ]);
});

test("the message lists the faults and says that nothing was changed", () => {
  expect(() => loadConfiguration({ clusters: {}, tfvars: { path: "" } })).toThrow(
    "cdktf.json has 2 faults; nothing was changed:\n" +
      "  context.proxmox.clusters: is empty; describe at least one cluster\n" +
      "  context.proxmox.tfvars.path: is empty",
  );
});

test("keys that are written twice are found with their places, which JSON.parse would not", () => {
  const text =
    '{\n "context": {"proxmox": {"clusters": {\n  "a": {"endpoint": "https://a"},\n  "a": {"acl": [{"path": "/", "path": "/"}]}\n}}}}';
  expect(checkDuplicateKeys(text)).toEqual([
    'context.proxmox.clusters.a.acl[0].path: "path" is written twice, again in line 4; only the last would count',
    'context.proxmox.clusters.a: "a" is written twice, again in line 4; only the last would count',
  ]);
  expect(checkDuplicateKeys('{"a": {"b": 1}, "c": {"b": 2}, "d": [{"b": 1}, {"b": 1}]}')).toEqual([]);
  expect(faultsOf(one({}), '{"a": 1, "a": 2}')).toHaveLength(1);
});

describe("whatever JSON is given, it is accepted or refused, and never anything else", () => {
  test("any JSON", () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => void faultsOf(value)));
  });

  test("any JSON in the place of a setting", () => {
    const shape = (value: unknown) =>
      fc.constantFrom<unknown>(
        { clusters: value },
        { clusters: { a: value } },
        one({}, { tfvars: value }),
        one({}, { backend: value }),
        one({}, { backend: { type: "s3", config: value } }),
        one({}, { stateEncryption: value }),
        ...["endpoint", "user", "role", "acl", "token", "pveVersion"].map((key) => one({ [key]: value })),
        ...["privileges", "profile", "add", "remove", "roleid"].map((key) =>
          one({ pveVersion: "9.0", role: { [key]: value } }),
        ),
        ...["keep", "rotation", "expires", "tokenid"].map((key) =>
          one({ token: { keep: ["1"], [key]: value } }),
        ),
        one({ acl: [value, value] }),
      );
    fc.assert(
      fc.property(fc.jsonValue().chain(shape), (context) => {
        for (const fault of faultsOf(context)) expect(fault).toMatch(/^context\.proxmox[^\n]*$/);
      }),
      { numRuns: 1000 },
    );
  });

  test("JSON that is nested very deeply", () => {
    const deep = JSON.parse(`${'{"a":'.repeat(50_000)}1${"}".repeat(50_000)}`) as unknown;
    expect(faultsOf(one({}, { backend: { type: "s3", config: deep } }))).toHaveLength(1);
    expect(faultsOf({ clusters: deep }).length).toBeGreaterThan(0);
    expect(faultsOf(deep).length).toBeGreaterThan(0);
  });

  test("keys of any kind", () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string(), fc.constant({ endpoint: ENDPOINT })),
        (clusters) => void faultsOf({ clusters }),
      ),
    );
  });
});
