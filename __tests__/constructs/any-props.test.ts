/** Props as a program without types gives them: read from JSON, from the environment, or misspelt. */
import { type TerraformElement, TerraformStack, Testing } from "cdktf";
import fc from "fast-check";
import {
  EnvFile,
  KubernetesFile,
  ProxmoxAccess,
  ProxmoxAcl,
  ProxmoxApiToken,
  ProxmoxCluster,
  ProxmoxGrants,
  ProxmoxGroup,
  ProxmoxRole,
  ProxmoxUser,
  TerraformTfvars,
  TokenFile,
} from "../../constructs";

/** A stack with one of each, for what is to be made beside them. */
function lab() {
  const stack = new TerraformStack(Testing.app(), "lab");
  const cluster = new ProxmoxCluster(stack, "host3", { endpoint: "https://host3:8006" });
  const user = new ProxmoxUser(stack, "user", { cluster, userid: "lab@pve" });
  const role = new ProxmoxRole(stack, "role", { cluster, roleid: "lab-role" });
  return { stack, cluster, user, role };
}
type Lab = ReturnType<typeof lab>;

type Made = new (scope: TerraformElement["cdktfStack"], id: string, props: never) => unknown;

interface Kind {
  readonly made: Made;
  /** Props that are right. */
  readonly right: (lab: Lab) => object;
  /** Further props that it takes. */
  readonly further: readonly string[];
}

const access = ({ stack, cluster }: Lab, secret: "state" | "file" = "state") =>
  new ProxmoxAccess(stack, "inner", { cluster, secret });
const OBJECT = ["adopt", "removalPolicy"];
const ROLE = ["roleid", "profile", "add", "remove", ...OBJECT];

const KINDS: Readonly<Record<string, Kind>> = {
  ProxmoxCluster: {
    made: ProxmoxCluster,
    right: () => ({ endpoint: "https://nuc:8006" }),
    further: ["insecure", "caFile", "fingerprint", "pveVersion", "reconcile", "key"],
  },
  ProxmoxUser: {
    made: ProxmoxUser,
    right: ({ cluster }) => ({ cluster }),
    further: [
      "userid",
      "comment",
      "email",
      "firstname",
      "lastname",
      "enable",
      "expires",
      "groups",
      ...OBJECT,
    ],
  },
  ProxmoxGroup: {
    made: ProxmoxGroup,
    right: ({ cluster }) => ({ cluster, groupid: "lab-team" }),
    further: ["comment", ...OBJECT],
  },
  ProxmoxRole: { made: ProxmoxRole, right: ({ cluster }) => ({ cluster }), further: ["privileges", ...ROLE] },
  ProxmoxGrants: {
    made: ProxmoxGrants,
    right: ({ cluster }) => ({ cluster, parameters: { pool: "lab" } }),
    further: ROLE,
  },
  ProxmoxAcl: {
    made: ProxmoxAcl,
    right: ({ role, user }) => ({ role, subjects: [user] }),
    further: ["acl", ...OBJECT],
  },
  ProxmoxApiToken: {
    made: ProxmoxApiToken,
    right: ({ user }) => ({ user }),
    further: [
      "tokenid",
      "privilegeSeparation",
      "expires",
      "rotateBefore",
      "comment",
      "rotation",
      "keep",
      "secret",
      ...OBJECT,
    ],
  },
  ProxmoxAccess: {
    made: ProxmoxAccess,
    right: ({ cluster }) => ({ cluster }),
    further: ["user", "role", "acl", "parameters", "token", "secret", ...OBJECT],
  },
  TerraformTfvars: {
    made: TerraformTfvars,
    right: (it) => ({ clusters: [{ access: access(it) }] }),
    further: ["path", "variable", "shape", "splitShape", "tokenVariable", "secret"],
  },
  EnvFile: {
    made: EnvFile,
    right: (it) => ({ access: access(it), path: "lab.env" }),
    further: ["flavor", "sshUsername"],
  },
  KubernetesFile: {
    made: KubernetesFile,
    right: (it) => ({ clusters: [{ access: access(it) }], path: "csi.yaml" }),
    further: [],
  },
  TokenFile: {
    made: TokenFile,
    right: (it) => ({ clusters: [access(it, "file")], path: "a.auto.tfvars", variable: "a", shape: "map" }),
    further: [],
  },
};

/** What is said of props; undefined when they are taken. */
function refusal(kind: Kind, props: (it: Lab) => unknown): string | undefined {
  const it = lab();
  const given = props(it);
  try {
    new kind.made(it.stack, "it", given as never);
    it.stack.toTerraform();
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

/** A property that `{ ...props }` would copy, whatever it is called. */
const OWN = { value: "x", enumerable: true };

/** How every refusal of ours begins, and not one of cdktf, of zod or of JavaScript itself. */
const OURS = /^[A-Z]\w+ lab\/it[\w/]*: [^]* Nothing was synthesized\.$|^lab\/it[\w/-]*: /;

const wrong = [null, 0, 5, "", "x", true, [], [null], [5], {}, { a: 1 }, [{}]];

describe.each(Object.entries(KINDS))("%s", (noun, kind) => {
  const propsOf = (it: Lab) => kind.right(it) as Readonly<Record<string, unknown>>;
  const names = [...Object.keys(kind.right(lab())), ...kind.further];

  test("takes what is right", () => {
    expect(refusal(kind, kind.right)).toBeUndefined();
  });

  test.each([null, undefined, 5, "x", [], true])("refuses %j as its props", (props) => {
    expect(refusal(kind, () => props)).toMatch(
      new RegExp(`^${noun} lab/it: props: must be an object, not .* Nothing was synthesized\\.$`),
    );
  });

  test.each(names)("takes %s or refuses it in our words, whatever it is", (name) => {
    for (const value of wrong) {
      const said = refusal(kind, (it) => ({ ...propsOf(it), [name]: value }));
      if (said !== undefined) expect([value, said]).toEqual([value, expect.stringMatching(OURS)]);
    }
    expect(refusal(kind, (it) => ({ ...propsOf(it), [name]: null }))).toContain(name);
  });

  test.each(names)("refuses a misspelt %s with its right name, unless it is undefined", (name) => {
    const misspelt = (value: unknown) => refusal(kind, (it) => ({ ...kind.right(it), [`${name}s`]: value }));
    expect(misspelt("x")).toBe(
      `${noun} lab/it: ${name}s: is no prop; did you mean ${name}? Nothing was synthesized.`,
    );
    expect(misspelt(undefined)).toBeUndefined();
  });

  test.each(["constructor", "__proto__", "id"])("refuses %s as a prop, and says which there are", (name) => {
    const all = names.map((known) => expect.stringContaining(known) as unknown);
    const said = refusal(kind, (it) => Object.defineProperty(kind.right(it), name, OWN));
    expect(all).toEqual(names.map(() => said));
    expect(said).toContain(`${noun} lab/it: ${name}: is no prop`);
  });

  test("takes any JSON in the place of its props, or refuses it in our words", () => {
    const value = fc.oneof(fc.jsonValue(), fc.constantFrom<unknown>(...wrong));
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...names), value), (props) => {
        const said = refusal(kind, (it) => ({ ...propsOf(it), ...props }));
        if (said !== undefined) expect(said).toMatch(OURS);
      }),
      { numRuns: 25 },
    );
  });
});

test.each<[string, (name: never, cluster: never) => unknown]>([
  ["ProxmoxUser", (name, cluster) => ProxmoxUser.named(cluster, name)],
  ["ProxmoxRole", (name, cluster) => ProxmoxRole.named(cluster, name)],
  ["ProxmoxApiToken", (name, cluster) => ProxmoxApiToken.named(cluster, name)],
  ["ProxmoxGroup", (name, cluster) => ProxmoxGroup.named(cluster, name)],
])("%s is not named by anything but text, in a cluster of the program", (noun, named) => {
  const { cluster } = lab();
  const refused = new RegExp(`^${noun}\\.named: \\w+: .*\\.$`);
  for (const value of [...wrong, undefined])
    if (value !== "x") expect(() => named(value as never, cluster as never)).toThrow(refused);
  if (noun === "ProxmoxGroup") return;
  for (const value of wrong)
    expect(() => named("x" as never, value as never)).toThrow(/cluster: must be a ProxmoxCluster/);
});

test("the faults of all that an access would make come at once", () => {
  const said = refusal(KINDS["ProxmoxAccess"] as Kind, ({ cluster }) => ({
    cluster,
    user: { userid: "joe", email: "nowhere" },
    role: { profile: "opentofu-wm", add: ["VM.Clon"] },
    token: { tokenid: "1st", expires: "soon" },
    acl: [{ path: "/pools/lab" }],
  }));
  expect(said?.split("\n")).toEqual([
    expect.stringMatching(/^ProxmoxUser lab\/it\/user: userid: .*joe.*; email: .*nowhere/),
    expect.stringMatching(/^ProxmoxRole lab\/it\/role: privileges: .*opentofu-vm\?; .*VM\.Clone\?/),
    expect.stringMatching(/^ProxmoxApiToken lab\/it\/token: tokenid: .*1st.*; expires: .*soon/),
    expect.stringMatching(
      /^ProxmoxAcl lab\/it\/acl: acl\[0\]\.path: .*\/pool\/lab\?.* Nothing was synthesized\.$/,
    ),
  ]);
});

test("the faults of all parameters come at once, with the nearest names", () => {
  const said = refusal(KINDS["ProxmoxGrants"] as Kind, ({ cluster }) => ({
    cluster,
    parameters: { pools: "lab", storag: ["local"], node: [null] },
  }));
  expect(said).toMatch(
    /node\[0\] is null.*"pools" is no parameter of a profile; did you mean pool\?.*"storag" .*storage\?/,
  );
});

test("a file of no cluster is refused", () => {
  expect(refusal(KINDS["TerraformTfvars"] as Kind, () => ({ clusters: [] }))).toMatch(
    /^TerraformTfvars lab\/it: clusters: is empty; name at least one/,
  );
});
