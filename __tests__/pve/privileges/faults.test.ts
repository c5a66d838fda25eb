import { type PrivilegeSettings, privilegesFault } from "../../../pve/privileges/faults";

test.each<[string, PrivilegeSettings]>([
  ["nothing said", { cluster: {} }],
  ["a profile and a change of it", { cluster: {}, profile: "monitoring", add: ["VM.Clone"] }],
  ["a list for its version", { cluster: { pveVersion: "8.4" }, privileges: ["VM.Monitor"] }],
  ["a list without a version", { cluster: {}, privileges: ["VM.Monitor", "VM.GuestAgent.Audit"] }],
])("right: %s", (_, settings) => {
  expect(privilegesFault(settings)).toBeUndefined();
});

test.each<[string, PrivilegeSettings, RegExp]>([
  [
    "a misspelt profile",
    { cluster: {}, profile: ["karpentr"] },
    /"karpentr" is no profile; did you mean karpenter\?/,
  ],
  [
    "a misspelt privilege",
    { cluster: {}, add: ["VM.Clon"] },
    /"VM\.Clon" is no privilege of PVE; did you mean VM\.Clone\?/,
  ],
  ["a part of a profile's name", { cluster: {}, profile: "talos" }, /did you mean opentofu-talos\?/],
  [
    "several privileges in one text",
    { cluster: {}, add: ["VM.Audit,VM.Clone"] },
    /"VM\.Audit,VM\.Clone" is several in one text; write "VM\.Audit", "VM\.Clone"/,
  ],
  [
    "several profiles in one text",
    { cluster: {}, profile: "opentofu-vm image-download" },
    /write "opentofu-vm", "image-download"/,
  ],
  [
    "a text for a list",
    { cluster: {}, privileges: "VM.Audit, VM.Clone" as never },
    /privileges must be a list: \["VM\.Audit", "VM\.Clone"\]/,
  ],
  ["a number for a list", { cluster: {}, remove: 5 as never }, /remove must be a list$/],
  ["a list of numbers", { cluster: {}, add: [5] as never }, /add\[0\] is no text/],
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
  expect(fault).toMatch(/"x" is no profile; .*"VM\.Clon" is no privilege of PVE; did you mean VM\.Clone\?/);
});
