import { allPrivileges, knownPrivileges, resolvePrivileges } from "../../../pve/privileges";
import { type PveRelease, parseRelease } from "../../../pve/privileges/release";
import { DEFAULT_PRIVILEGES } from "../../support/default-privileges";

function release(text: string): PveRelease {
  const parsed = parseRelease(text);
  if (!parsed) throw new Error(`${text} is no release`);
  return parsed;
}

test.each([
  ["7.2", 36],
  ["7.4", 38],
  ["8.0", 41],
  ["8.1", 41],
  ["8.2", 42],
  ["8.4", 42],
  ["9.0", 47],
  ["9.1", 47],
  ["9.2", 47],
])("PVE %s has %i privileges", (version, count) => {
  expect(knownPrivileges(release(version))).toHaveLength(count);
});

test.each([
  ["SDN.Use", "7.3", "7.4"],
  ["Mapping.Use", "7.4", "8.0"],
  ["Sys.AccessNetwork", "8.1", "8.2"],
  ["VM.GuestAgent.Audit", "8.4", "9.0"],
  ["VM.Replicate", "8.4", "9.0"],
])("%s came after %s, with %s", (name, before, since) => {
  expect(knownPrivileges(release(before))).not.toContain(name);
  expect(knownPrivileges(release(since))).toContain(name);
});

test("VM.Monitor went with 9.0", () => {
  expect(knownPrivileges(release("8.4"))).toContain("VM.Monitor");
  expect(knownPrivileges(release("9.0"))).not.toContain("VM.Monitor");
});

test("the default profile is the 15 privileges on 7, and does the same on later versions", () => {
  const on = (version: string) =>
    resolvePrivileges({ profiles: ["opentofu-vm"], add: [], remove: [] }, release(version)).privileges;
  const withoutMonitor = DEFAULT_PRIVILEGES.filter((name) => name !== "VM.Monitor");
  expect(DEFAULT_PRIVILEGES).toHaveLength(15);
  expect(on("7.4")).toEqual([...DEFAULT_PRIVILEGES].sort());
  expect(on("8.4")).toEqual([...DEFAULT_PRIVILEGES, "SDN.Use"].sort());
  expect(on("9.2")).toEqual([...withoutMonitor, "SDN.Use", "VM.GuestAgent.Audit"].sort());
});

test("a list is taken as written, sorted and each once; what is not known is named", () => {
  const list = ["VM.Monitor", "VM.Audit", "VM.Audit", "Sys.AccesNetwork", "Nonsense"];
  expect(resolvePrivileges({ list }, release("9.0"))).toEqual({
    privileges: ["Nonsense", "Sys.AccesNetwork", "VM.Audit", "VM.Monitor"],
    unknown: [
      { name: "Nonsense", instead: [] },
      { name: "Sys.AccesNetwork", instead: ["Sys.AccessNetwork"] },
      { name: "VM.Monitor", instead: ["VM.GuestAgent.Audit", "VM.GuestAgent.Unrestricted"] },
    ],
  });
});

test.each([
  ["8.4", "VM.GuestAgent.FileRead", ["VM.Monitor"]],
  ["8.1", "Sys.AccessNetwork", ["Sys.Audit", "Sys.Modify"]],
  ["7.4", "Mapping.Use", []],
])("PVE %s has no %s, but %j", (version, name, instead) => {
  expect(resolvePrivileges({ list: [name] }, release(version)).unknown).toEqual([{ name, instead }]);
});

test("profiles combine, and are extended and trimmed", () => {
  const { privileges, unknown } = resolvePrivileges(
    { profiles: ["kubernetes-csi", "monitoring"], add: ["VM.Backup"], remove: ["Datastore.Allocate"] },
    release("9.2"),
  );
  expect(unknown).toEqual([]);
  expect(privileges).toContain("VM.Backup");
  expect(privileges).toContain("Pool.Audit");
  expect(privileges).not.toContain("Datastore.Allocate");
});

test.each([
  ["VM.Monitor", "9.2"],
  ["VM.GuestAgent.Audit", "8.4"],
])("without %s means without what stands for it on %s", (name, version) => {
  const source = { profiles: ["opentofu-vm"], add: [], remove: [name] };
  expect(resolvePrivileges(source, release(version)).privileges.join()).not.toMatch(/Monitor|GuestAgent/);
});

test("an added privilege that the version does not know is named", () => {
  const source = { profiles: ["monitoring"], add: ["VM.Monitor"], remove: [] };
  expect(resolvePrivileges(source, release("9.0")).unknown.map(({ name }) => name)).toEqual(["VM.Monitor"]);
});

test("a profile that does not exist is refused with the nearest", () => {
  expect(() => resolvePrivileges({ profiles: ["opentofu-wm"], add: [], remove: [] }, release("9"))).toThrow(
    /did you mean opentofu-vm\?/,
  );
});

test("every privilege is in some version", () => {
  const somewhere = ["7.4", "8.4", "9.2"].flatMap((version) => knownPrivileges(release(version)));
  expect([...new Set(somewhere)].sort()).toEqual(allPrivileges());
});

test.each([
  ["8.4", { major: 8, minor: 4 }],
  ["7.4-17", { major: 7, minor: 4 }],
  ["9.1.1", { major: 9, minor: 1 }],
  ["9", { major: 9, minor: 2 }],
  ["8", { major: 8, minor: 4 }],
  ["10.0", { major: 10, minor: 0 }],
  ["6.4", undefined],
  ["", undefined],
  ["9.x", undefined],
  ["v9", undefined],
])("the release %j is read as %j", (text, expected) => {
  expect(parseRelease(text)).toEqual(expected);
});
