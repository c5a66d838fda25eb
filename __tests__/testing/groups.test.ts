/** What a user has by the groups that it is described to be in counts for it, and for its token. */
import { accessMatchers } from "../../testing";
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

test.each([
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
