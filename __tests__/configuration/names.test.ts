import { ENDPOINT, P, faultsOf, refuses, sameEndpoint, withIdentities } from "./support";

refuses([
  [
    "keys with the same variables",
    { clusters: { "a-b": { endpoint: "https://a" }, A_B: { endpoint: "https://b" } } },
    [`${P}.clusters.A_B: reads its login from PROXMOX_VE_A_B_…, as clusters.a-b does`],
  ],
  [
    "a key that is no word",
    { clusters: { "a b": { endpoint: "https://a" } } },
    [`${P}.clusters["a b"]: the cluster key "a b" is malformed`],
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
    sameEndpoint({}, {}),
    [
      `${P}.clusters.b.role.roleid: clusters.a.role.roleid at the same endpoint is opentofu-role too`,
      `${P}.clusters.b.user.userid: clusters.a.user.userid at the same endpoint is opentofu@pve too`,
    ],
  ],
]);

/** Clusters at endpoints of their own, each with its own access and identities of these names. */
function named(clusters: Readonly<Record<string, readonly string[]>>): unknown {
  const entries = Object.entries(clusters).map(([key, names], index) => {
    const identities = Object.fromEntries(names.map((name) => [name, {}]));
    return [
      key,
      { endpoint: `https://host${String(index)}`, user: {}, ...(names.length > 0 && { identities }) },
    ];
  });
  return { clusters: Object.fromEntries(entries) };
}

describe("names that would be one in the stack", () => {
  refuses([
    ...["settled", "tfvars", "token-file", "backend", "provisioner"].map(
      (key) =>
        [
          `the key ${key}`,
          named({ [key]: [] }),
          [`${P}.clusters.${key}: ${key} is what the stack has`],
        ] as const,
    ),
    [
      "an underscore in the key and in the name",
      named({ a: ["b_c"], a_b: ["c"] }),
      [`${P}.clusters.a_b.identities.c: makes a_b_c_user in the stack, as clusters.a.identities.b_c does`],
    ],
    [
      "a key that is the name of another cluster's object",
      named({ a: [], a_user: [] }),
      [`${P}.clusters.a_user: makes a_user in the stack, as clusters.a does`],
    ],
    [
      "a key that is the name of another identity's object",
      named({ a: ["ci"], a_ci_role: [] }),
      [`${P}.clusters.a_ci_role: makes a_ci_role in the stack, as clusters.a.identities.ci does`],
    ],
    ...["always", "deployed", "pve-ca"].map((part): [string, unknown, readonly RegExp[]] => [
      `what a cluster has besides: ${part}`,
      named({ a: [], [`a_${part}`]: [] }),
      [new RegExp(`makes a_${part} in the stack`)],
    ]),
    ...["access", "Access", "default", "DEFAULT"].map(
      (name) =>
        [
          `an identity ${name}`,
          withIdentities({ [name]: {} }),
          [/is what the stack calls the cluster's own/],
        ] as const,
    ),
  ]);
});

test.each([
  ["dashes", { a: ["b-c"], "a-b": ["c"] }],
  ["an identity as an object", { a: ["user", "role", "token", "acl", "always", "token_rotation"] }],
  ["what the stack has, as identities", { a: ["settled", "tfvars"] }],
])("accepted, since they do not meet: %s", (_, clusters) => {
  expect(faultsOf(named(clusters))).toEqual([]);
});

test.each(["constructor", "toString", "hasOwnProperty", "valueOf"])(
  "%s is no key and no name, since cdktf can have no construct of that name",
  (name) => {
    const clusters = { [name]: { endpoint: ENDPOINT, user: {}, identities: { [name]: {} } } };
    expect(faultsOf({ clusters })).toEqual([
      expect.stringContaining(
        `clusters.${name}.identities.${name}: the name "${name}" is one that every object`,
      ),
      expect.stringContaining(
        `clusters.${name}: the name "${name}" is one that every object of JavaScript has`,
      ),
    ]);
  },
);

test("__proto__ as a name or a setting is refused, and changes no object", () => {
  const own = (text: string) => JSON.parse(text) as object;
  expect(faultsOf(withIdentities(own('{"__proto__": {}}')))).toEqual([
    expect.stringContaining('the name "__proto__" is malformed'),
  ]);
  expect(faultsOf(withIdentities({ a: { outputs: own('{"__proto__": {"env": {}}}') } }))).toHaveLength(1);
  expect({}).not.toHaveProperty("env");
});
