import { aclPathFault } from "../../../pve/names";
import { knownPrivileges, resolvePrivileges } from "../../../pve/privileges";
import { type ProfileParameters, profileGrants } from "../../../pve/privileges/profile-grants";
import { PROFILE_NAMES, findProfile } from "../../../pve/privileges/profiles";

const VERSIONS = ["7.4", "8.0", "8.4", "9.0", "9.2"].map((text) => {
  const [major, minor] = text.split(".").map(Number) as [number, number];
  return { major, minor };
});
const MATRIX = PROFILE_NAMES.flatMap((name) => VERSIONS.map((version) => ({ name, version })));
const CONFINED = { pool: ["lab"], storage: ["local", "fast"], bridge: ["vmbr0"], node: ["host3"] };

describe.each(MATRIX)("$name on PVE $version.major.$version.minor", ({ name, version }) => {
  const union = resolvePrivileges({ profiles: [name], add: [], remove: [] }, version);

  test("asks for nothing that the version does not know", () => {
    expect(union.unknown).toEqual([]);
    expect(union.privileges.length).toBeGreaterThan(0);
  });

  test.each([{}, CONFINED, { pool: ["lab"] }, { storage: ["local"] }])(
    "grants the same, on paths that exist, confined to %j",
    (parameters: ProfileParameters) => {
      const grants = profileGrants([name], parameters, { release: version });
      expect([...new Set(grants.flatMap(({ privileges }) => privileges))].sort()).toEqual(union.privileges);
      expect(grants.map(({ path }) => aclPathFault(path)).filter((fault) => fault !== undefined)).toEqual([]);
    },
  );
});

test.each(PROFILE_NAMES)("%s says what it is for and where it is from", (name) => {
  const { description, source, rootOnly } = findProfile(name);
  expect(description).toMatch(/\.$/);
  expect(source).not.toBe("");
  expect(rootOnly.every((limit) => limit !== "")).toBe(true);
});

const PVE9 = { release: { major: 9, minor: 2 } };

test("a token can be confined to one pool, two storages and one VLAN of a bridge", () => {
  const parameters = { pool: ["lab"], storage: ["local", "fast"], bridge: ["vmbr0/20"] };
  const grants = profileGrants(["opentofu-vm"], parameters, PVE9);
  expect(grants.map(({ path, propagate }) => [path, propagate])).toEqual([
    ["/pool/lab", true],
    ["/sdn/zones/localnetwork/vmbr0/20", true],
    ["/storage/fast", true],
    ["/storage/local", true],
  ]);
  expect(grants[2]?.privileges).toEqual(["Datastore.AllocateSpace", "Datastore.Audit"]);
});

test("without parameters the default profile is one grant on /", () => {
  const grants = profileGrants(["opentofu-vm"], {}, PVE9);
  expect(grants.map(({ path, propagate }) => [path, propagate])).toEqual([["/", true]]);
});

test("a grant repeats what propagates to it, because a level of PVE's ACL replaces what is above", () => {
  const grants = profileGrants(["opentofu-talos"], { bridge: ["vmbr0"] }, PVE9);
  const bridge = grants.find(({ path }) => path === "/sdn/zones/localnetwork/vmbr0");
  expect(bridge?.privileges).toEqual(["SDN.Allocate", "SDN.Audit", "SDN.Use"]);
});

test("downloads need one right on the node since 8.2, and two on / before", () => {
  const parameters = { node: ["host3"], storage: ["local"] };
  const on = (minor: number) =>
    profileGrants(["image-download"], parameters, { release: { major: 8, minor } });
  expect(on(2).map(({ path }) => path)).toEqual(["/nodes/host3", "/storage/local"]);
  expect(on(1)[0]).toEqual({ path: "/", propagate: false, privileges: ["Sys.Audit", "Sys.Modify"] });
});

test("what is added goes where its kind is checked, what is removed is nowhere", () => {
  const options = { ...PVE9, add: ["VM.Backup", "Mapping.Use", "Datastore.Allocate"], remove: ["VM.Clone"] };
  const grants = profileGrants(["opentofu-vm"], CONFINED, options);
  const on = (path: string) => grants.find((grant) => grant.path === path)?.privileges;
  expect(on("/pool/lab")).toContain("VM.Backup");
  expect(on("/pool/lab")).not.toContain("VM.Clone");
  expect(on("/mapping")).toEqual(["Mapping.Use"]);
  expect(on("/storage/fast")).toContain("Datastore.Allocate");
});

test("the bootstrapper has rights on /access and on the paths that it may grant, and nothing below", () => {
  const grants = profileGrants(["bootstrapper"], { realm: ["ldap"], path: ["/pool/lab"] }, PVE9);
  expect(grants).toEqual([
    { path: "/access", propagate: false, privileges: ["Sys.Audit", "Sys.Modify"] },
    { path: "/access/groups", propagate: false, privileges: ["User.Modify"] },
    { path: "/access/realm/ldap", propagate: false, privileges: ["Realm.AllocateUser"] },
    { path: "/pool/lab", propagate: false, privileges: ["Permissions.Modify"] },
  ]);
});

test.each([
  [["opentofu-wm"], {}, /did you mean opentofu-vm/],
  [["opentofu-vm"], { pool: ["a b"] }, /no ACL path/],
])("profiles %j with %j are refused", (profiles, parameters, message) => {
  expect(() => profileGrants(profiles, parameters, PVE9)).toThrow(message);
});

test("what only one version knows is never asked of another", () => {
  for (const { name, version } of MATRIX) {
    const known = knownPrivileges(version);
    const granted = profileGrants([name], CONFINED, { release: version }).flatMap(
      ({ privileges }) => privileges,
    );
    expect(granted.filter((privilege) => !known.includes(privilege))).toEqual([]);
  }
});
