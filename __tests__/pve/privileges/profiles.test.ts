import { aclPathFault } from "../../../pve/names";
import { ASKED, allPrivileges, knownPrivileges, resolvePrivileges } from "../../../pve/privileges";
import { type ProfileParameters, profileGrants } from "../../../pve/privileges/profile-grants";
import { PROFILE_NAMES, findProfile } from "../../../pve/privileges/profiles";
import { type PveRelease, release } from "../../../simulator/releases";

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

test("a token can be confined to networks of an SDN, beside a bridge", () => {
  const parameters = { vnet: ["talos/nodes/20"], zone: ["dmz"], bridge: ["vmbr0"] };
  const grants = profileGrants(["opentofu-vm"], parameters, PVE9);
  expect(grants.filter(({ privileges }) => privileges.includes("SDN.Use")).map(({ path }) => path)).toEqual([
    "/sdn/zones/dmz",
    "/sdn/zones/localnetwork/vmbr0",
    "/sdn/zones/talos/nodes/20",
  ]);
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

test.each([7, 8, 9])("on %i an opentofu-talos workspace reads the pools that it makes", (major) => {
  const grants = profileGrants(["opentofu-talos"], { pool: ["lab"] }, { release: { major, minor: 0 } });
  const pool = grants.find(({ path }) => path === "/pool/lab")?.privileges;
  expect(pool).toEqual(expect.arrayContaining(["Pool.Allocate", "Pool.Audit"]));
});

test.each([
  [7, "/pool/lab", []],
  [8, "/pool/lab", []],
  [9, "/pool/lab", ["Sys.Audit on /pool/lab"]],
  [8, undefined, []],
  [9, undefined, ["Sys.Audit on /"]],
])("on %i the keystrokes of packer-build take Sys.Modify on / alone (in %s)", (major, pool, onVms) => {
  const parameters = pool === undefined ? {} : { pool: ["lab"] };
  const grants = profileGrants(["packer-build"], parameters, { release: { major, minor: 0 } });
  const sys = (counts: boolean) =>
    grants
      .filter(({ propagate }) => propagate === counts)
      .flatMap(({ path, privileges }) => privileges.map((name) => `${name} on ${path}`))
      .filter((words) => words.startsWith("Sys."));
  expect(sys(true)).toEqual(onVms);
  expect(sys(false)).toContain("Sys.Modify on /");
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

test.each([
  ["Sys.Audit", ["/", "/nodes/host3"]],
  ["Sys.Modify", ["/", "/nodes/host3"]],
  ["Sys.Console", ["/", "/nodes/host3"]],
  ["Sys.Syslog", ["/", "/nodes/host3"]],
  ["Sys.PowerMgmt", ["/nodes/host3"]],
  ["Sys.AccessNetwork", ["/nodes/host3"]],
  ["Sys.Incoming", ["/"]],
])("an added %s goes wherever PVE asks for it: %j", (privilege, paths) => {
  const grants = profileGrants(["opentofu-vm"], CONFINED, { ...PVE9, add: [privilege] });
  const added = grants.filter(({ privileges }) => privileges.includes(privilege));
  expect(added.map(({ path }) => path)).toEqual(paths);
  expect(added.filter(({ path, propagate }) => path === "/" && propagate)).toEqual([]);
});

test("every Sys privilege has a place where it is asked for", () => {
  const sys = allPrivileges().filter((name) => name.startsWith("Sys."));
  expect(Object.keys(ASKED).sort()).toEqual(sys);
});

test("bpg-full is every privilege on 9, and before it the list that was documented then", () => {
  const on = (major: number) =>
    resolvePrivileges({ profiles: ["bpg-full"], add: [], remove: [] }, { major, minor: 4 }).privileges;
  expect(on(9)).toEqual(knownPrivileges({ major: 9, minor: 4 }));
  expect(on(8)).toEqual([
    ...["Datastore.Allocate", "Datastore.AllocateSpace", "Datastore.AllocateTemplate", "Datastore.Audit"],
    ...["Pool.Allocate", "SDN.Use", "Sys.Audit", "Sys.Console", "Sys.Modify", "User.Modify"],
    ...["VM.Allocate", "VM.Audit", "VM.Clone", "VM.Config.CDROM", "VM.Config.CPU", "VM.Config.Cloudinit"],
    ...["VM.Config.Disk", "VM.Config.HWType", "VM.Config.Memory", "VM.Config.Network", "VM.Config.Options"],
    ...["VM.Migrate", "VM.Monitor", "VM.PowerMgmt"],
  ]);
  expect(on(8).filter((name) => !on(7).includes(name))).toEqual(["SDN.Use"]);
});

test.each([
  ["7.4", ["VM.Monitor"]],
  ["9.2", ["VM.GuestAgent.Unrestricted", "VM.Replicate"]],
])("cluster-api has the built-in role PVEVMAdmin on its pools, as PVE %s has it", (pve, among) => {
  const { builtinRoles } = release(pve as PveRelease);
  const [major = 0, minor = 0] = pve.split(".").map(Number);
  const grants = profileGrants(["cluster-api"], CONFINED, { release: { major, minor } });
  const pool = grants.find(({ path }) => path === "/pool/lab")?.privileges;
  expect(pool).toEqual([...(builtinRoles.get("PVEVMAdmin") ?? [])].sort());
  expect(pool).toEqual(expect.arrayContaining(among));
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
