/** What a user has by the groups that it is described to be in counts for it, and for its token. */
import { type PrivilegeName, accessMatchers } from "../../testing";
import { stackOf } from "../support/synth";

const stack = stackOf({
  clusters: {
    host3: {
      endpoint: "https://host3.example.org:8006",
      groups: {
        lab: { privileges: ["VM.Audit", "VM.Clone"], acl: [{ path: "/vms" }] },
        other: { privileges: ["Sys.Audit"] },
      },
      user: { groups: ["lab"] },
      role: { privileges: ["VM.Audit"] },
      acl: [{ path: "/vms/100" }],
    },
  },
});

test.each<[PrivilegeName, string, string, boolean]>([
  ["VM.Clone", "opentofu@pve", "/vms/101", true],
  ["VM.Clone", "opentofu@pve!opentofu-token", "/vms", true],
  ["VM.Clone", "lab", "/vms", true],
  // The user's own entry there hides what the group has.
  ["VM.Clone", "opentofu@pve", "/vms/100", false],
  ["Sys.Audit", "opentofu@pve", "/", false],
])("%s for %s on %s: %s", (privilege, to, on, granted) => {
  const { pass } = accessMatchers.toGrantPrivilege.call({ isNot: false }, stack, privilege, { to, on });
  expect(pass).toBe(granted);
});

test.each([
  ["jane@ad!ci-token", /does not describe user jane@ad/],
  ["bob@pve!bob-token", /does not describe group staff/],
])("what a user or a group of others gives %s is not known, and guards nothing", (to, why) => {
  const others = stackOf({
    clusters: {
      host3: {
        endpoint: "https://host3.example.org:8006",
        identities: {
          ci: {
            user: { existing: "jane@ad" },
            privileges: ["VM.Clone"],
            token: { privilegeSeparation: true },
          },
          bob: { user: { groups: ["staff"] }, acl: [] },
        },
      },
    },
  });
  for (const isNot of [false, true]) {
    const place = { to, on: "/vms" };
    const { pass, message } = accessMatchers.toGrantPrivilege.call({ isNot }, others, "VM.Clone", place);
    expect(pass).toBe(isNot);
    expect(message()).toMatch(why);
  }
});
