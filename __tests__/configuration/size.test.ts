/** A configuration of any size is read in a time that grows with its size: what compared all with all took minutes here. */
import { ConfigurationError, loadConfiguration } from "../../configuration";
import { Draft } from "../../configuration/rules/draft";
import { ENDPOINT, H, P, faultsOf, one, refuses, withIdentities } from "./support";

const MINUTES = 180_000;

function many(
  count: number,
  make: (index: number) => object,
  prefix = "c",
): Readonly<Record<string, object>> {
  return Object.fromEntries(
    Array.from({ length: count }, (_, index) => [`${prefix}${String(index)}`, make(index)]),
  );
}

test(
  "of 10,000 faulty clusters the first 50 faults are shown, with the count of the rest",
  () => {
    const clusters = many(10_000, () => ({ endpoint: "x" }));
    let error: unknown;
    try {
      loadConfiguration({ clusters }, JSON.stringify({ clusters }));
    } catch (thrown) {
      error = thrown;
    }
    if (!(error instanceof ConfigurationError)) throw error;
    expect(error.faults).toHaveLength(10_000);
    const lines = error.message.split("\n");
    expect(lines).toHaveLength(52);
    expect(lines[0]).toBe("cdktf.json has 10000 faults; nothing was changed:");
    expect(lines.at(-1)).toBe("  … and 9950 more");
  },
  MINUTES,
);

test("50 faults are shown as they are", () => {
  const faults = Array.from({ length: 50 }, (_, index) => String(index));
  expect(new ConfigurationError(faults).message).toMatch(/\n {2}49$/);
});

test(
  "each of 3,000 clusters at one endpoint is compared with the first that has its user",
  () => {
    const faults = faultsOf({ clusters: many(3_000, () => ({ endpoint: ENDPOINT })) });
    expect(faults).toHaveLength(2 * 2_999);
    expect(faults.every((fault) => fault.includes(": clusters.c0."))).toBe(true);
  },
  MINUTES,
);

test.each(["identities", "clusters"])("twice as many %s are looked at twice as often", (what) => {
  const looks = (count: number) => {
    const all = many(
      count,
      (index) => (what === "clusters" ? { endpoint: `https://h${String(index)}` } : {}),
      "i",
    );
    const at = jest.spyOn(Draft.prototype, "at");
    try {
      expect(faultsOf(what === "clusters" ? { clusters: all } : withIdentities(all))).toEqual([]);
      return at.mock.calls.length;
    } finally {
      at.mockRestore();
    }
  };
  expect(looks(200)).toBeLessThan(2.1 * looks(100));
});

test(
  "each of 1,000 identities for one file is refused once",
  () => {
    const sharing = many(1_000, () => ({ outputs: { tfvars: { path: "all.tfvars" } } }), "i");
    expect(faultsOf(withIdentities(sharing))).toHaveLength(999);
  },
  MINUTES,
);

test(
  "5,000 ACL paths are accepted, and each that is there already is refused",
  () => {
    const acl = Array.from({ length: 5_000 }, (_, index) => ({ path: `/vms/${String(100 + index)}` }));
    expect(faultsOf(one({ acl }))).toEqual([]);
    const faults = faultsOf(one({ acl: [...acl, ...acl] }));
    expect(faults).toHaveLength(5_000);
  },
  MINUTES,
);

describe("what is too long is refused with the limit, and never repeated", () => {
  const MEGABYTE = "k".repeat(2 ** 20);
  refuses([
    [
      "a cluster's key",
      { clusters: { [MEGABYTE]: { endpoint: ENDPOINT } } },
      [/^context\.proxmox\.clusters\["k{80}…"\]: the cluster key "k{80}…" has 1048576 characters; 63 are/],
    ],
    [
      "an identity's name",
      withIdentities({ [MEGABYTE]: {} }),
      [/identities\["k{80}…"\]: the name "k{80}…" is malformed: .*at most 40 characters/],
    ],
    [
      "a setting",
      one({ [MEGABYTE]: 1 }),
      [/^context\.proxmox\.clusters\.host3\["k{80}…"\]: is no setting; there/],
    ],
    [
      "a rotation",
      one({ token: { rotation: MEGABYTE } }),
      [`${H}.token.rotation: has 1048576 characters; 64 are the most`],
    ],
    [
      "a kept rotation",
      one({ token: { keep: [MEGABYTE] } }),
      [/token\.keep\[0\]: has 1048576 characters; 64 are the most/],
    ],
    ["a roleid", one({ role: { roleid: MEGABYTE } }), [/roleid: "k{80}…" has 1048576 .*; 255 are/]],
    ["a tokenid", one({ token: { tokenid: MEGABYTE } }), [/tokenid: "k{80}…" has 1048576 .*; 255 are/]],
    [
      "an ACL path",
      one({ acl: [{ path: `/pool/${MEGABYTE}` }] }),
      [/path: "\/pool\/k{74}…" has .*; 1024 are/],
    ],
    [
      "a node",
      one({ nodeName: `${MEGABYTE}.example.org` }),
      [/nodeName: "k{80}…" is no node name: .*domain$/],
    ],
    ["a privilege", one({ role: { privileges: [MEGABYTE] } }), [/privileges\[0\]: "k{80}…" is no privilege/]],
    [
      "an endpoint",
      one({ endpoint: `https://${MEGABYTE}` }),
      [/endpoint: must look like .* 300 are the most$/],
    ],
    [
      "a path",
      one({}, { tfvars: { path: MEGABYTE } }),
      [`${P}.tfvars.path: has 1048576 characters; 4096 are`],
    ],
    ["a variable", one({}, { tfvars: { variable: MEGABYTE } }), [/variable: has 1048576 .*; 128 are/]],
    [
      "a list that confines a profile",
      one({ parameters: { pool: Array.from({ length: 501 }, (_, index) => `p${String(index)}`) } }),
      [/parameters\.pool: has more than the 500 entries/],
    ],
  ]);
});

describe("null in a list is a fault at its place", () => {
  refuses([
    ["acl", one({ acl: [null] }), [`${H}.acl[0]: must be a path, or {`]],
    ["privileges", one({ role: { privileges: [null] } }), [`${H}.role.privileges[0]: must be text`]],
    ["add", one({ pveVersion: "9.0", role: { add: [null] } }), [`${H}.role.add[0]: must be text`]],
    ["profile", one({ role: { profile: [null] } }), [`${H}.role.profile[0]: must be text`]],
    ["keep", one({ token: { keep: [null] } }), [`${H}.token.keep[0]: must be a word`]],
    ["parameters", one({ parameters: { pool: [null] } }), [`${H}.parameters.pool[0]: must be text`]],
    [
      "flavor",
      withIdentities({ a: { outputs: { env: { flavor: [null] } } } }),
      [`${H}.identities.a.outputs.env.flavor[0]: must be one of`],
    ],
    [
      "a backend's argument",
      one({}, { backend: { type: "s3", config: { endpoints: [null] } } }),
      [`${P}.backend.config.endpoints[0]: is null; leave it out`],
    ],
  ]);
});
