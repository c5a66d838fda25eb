import fc from "fast-check";
import { roleidFault } from "../../../pve/names/names";
import { resolvePrivileges } from "../../../pve/privileges/resolve";
import { profileGrants } from "../../../pve/privileges/profile-grants";
import { grantPlaces, roleidsOn, unusedParameters } from "../../../pve/privileges/profile-places";
import { PROFILE_NAMES } from "../../../pve/privileges/profiles";

const NONE = { add: [], remove: [] };
const CONFINED = { pool: ["lab"], storage: ["local", "fast"], bridge: ["vmbr0"], node: ["host3"] };
const RELEASES = ["7.4", "8.0", "8.1", "8.4", "9.0", "9.2"].map((text) => {
  const [major, minor] = text.split(".").map(Number) as [number, number];
  return { major, minor };
});

describe.each(PROFILE_NAMES)("%s", (name) => {
  test.each(RELEASES)("on $major.$minor has exactly its grants, place by place", (release) => {
    const source = { profiles: [name], ...NONE };
    const granted = grantPlaces(source, CONFINED).map((on) => ({
      ...on,
      privileges: resolvePrivileges({ ...source, parameters: CONFINED, on }, release).privileges,
    }));
    expect(granted.filter(({ privileges }) => privileges.length > 0)).toEqual(
      expect.arrayContaining([...profileGrants([name], CONFINED, { release })]),
    );
    const places = profileGrants([name], CONFINED, { release });
    expect(granted.filter(({ privileges }) => privileges.length > 0)).toHaveLength(places.length);
  });
});

test("every place has a roleid of its own, which PVE takes", () => {
  const segment = fc.stringMatching(/^[A-Za-z0-9._-]{1,3}$/).filter((name) => !/^\.+$/.test(name));
  const path = fc.array(segment, { maxLength: 3 }).map((segments) => `/${segments.join("/")}`);
  const places = fc.uniqueArray(fc.record({ path, propagate: fc.boolean() }), {
    selector: ({ path: at, propagate }) => `${at} ${String(propagate)}`,
  });
  fc.assert(
    fc.property(places, (all) => {
      const roleids = roleidsOn("ci-role", all);
      expect(new Set(roleids).size).toBe(all.length);
      expect(roleids.map(roleidFault).filter((fault) => fault !== undefined)).toEqual([]);
    }),
  );
});

test("a role is named after its path", () => {
  const names = ["/", "/pool/lab", "/pool/a-b", "/pool/a/b"].map((path) => ({ path, propagate: true }));
  expect(roleidsOn("ci", [...names, { path: "/", propagate: false }])).toEqual([
    "ci",
    "ci-pool-lab",
    expect.stringMatching(/^ci-pool-a-b-[0-9a-f]{8}$/),
    expect.stringMatching(/^ci-pool-a-b-[0-9a-f]{8}$/),
    "ci-only",
  ]);
});

test("a parameter that nothing depends on is found", () => {
  expect(unusedParameters({ profiles: ["kubernetes-csi"], ...NONE }, CONFINED)).toEqual(["bridge", "node"]);
  expect(unusedParameters({ profiles: ["kubernetes-csi"], ...NONE, add: ["SDN.Use"] }, CONFINED)).toEqual([
    "node",
  ]);
});
