import { type PrivilegeSettings, privilegesFault, releaseFault } from "../../../pve/privileges/faults";

test.each<[string, PrivilegeSettings]>([
  ["nothing said", { cluster: {} }],
  ["a profile and a change of it", { cluster: {}, profile: "monitoring", add: ["VM.Clone"] }],
  ["a list for its version", { cluster: { pveVersion: "8.4" }, privileges: ["VM.Monitor"] }],
  ["a list without a version", { cluster: {}, privileges: ["VM.Monitor", "VM.GuestAgent.Audit"] }],
])("right: %s", (_, settings) => {
  expect(privilegesFault(settings)).toBeUndefined();
});

test.each<[string, PrivilegeSettings, RegExp]>([
  ["a misspelt profile", { cluster: {}, profile: ["karpentr"] }, /"karpentr"; did you mean karpenter\?/],
  ["a misspelt privilege", { cluster: {}, add: ["VM.Clon"] }, /"VM\.Clon"; did you mean VM\.Clone\?/],
  ["a list beside a profile", { cluster: {}, privileges: ["VM.Audit"], profile: "monitoring" }, /beside it/],
  ["added and removed", { cluster: {}, add: ["VM.Audit"], remove: ["VM.Audit"] }, /leave it out of one/],
  [
    "what the version does not know",
    { cluster: { pveVersion: "9.2" }, privileges: ["VM.Monitor"] },
    /PVE 9\.2 does not know the privilege VM\.Monitor; use VM\.GuestAgent\.Audit/,
  ],
])("wrong: %s", (_, settings, fault) => {
  expect(privilegesFault(settings)).toMatch(fault);
});

test("all faults come at once", () => {
  const fault = privilegesFault({ cluster: {}, profile: "x", add: ["VM.Clon"] });
  expect(fault?.split("; ").filter((part) => part.startsWith("there is no"))).toHaveLength(2);
});

test.each(["9", "6.4", "nine", ""])("%j is no version to resolve for", (version) => {
  expect(releaseFault(version)).toMatch(/write it as 8\.4 or 9\.2/);
});
