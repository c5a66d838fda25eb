import { loadConfiguration } from "../../configuration";
import { ENDPOINT, H, P, faultsOf, one, refuses } from "./support";

refuses([
  [
    "a groupid that is none",
    one({ groups: { "a b": {} } }),
    [`${H}.groups["a b"]: "a b" is malformed: a groupid`],
  ],
  [
    "a misspelt setting",
    one({ groups: { lab: { coment: "x" } } }),
    [/groups\.lab\.coment: .*did you mean comment\?/],
  ],
  [
    "groups of a user that are none, and one twice",
    one({ user: { groups: ["a/b", "lab", "lab"] } }),
    [`${H}.user.groups[0]: "a/b" is malformed`, `${H}.user.groups[2]: is groups[1] again`],
  ],
  [
    "groups of a user that exists",
    one({ user: { existing: "jane@ad", groups: ["lab"] } }),
    [`${H}.user.groups: cannot stand beside existing`],
  ],
  [
    "contradictions in what a group is granted",
    one({
      groups: {
        a: { profile: "monitoring", privileges: ["VM.Audit"] },
        b: { role: { existing: "PVEAuditor" }, add: ["VM.Audit"] },
        c: { acl: [] },
        d: { acl: [{}], parameters: {} },
        e: { acl: [{}, { path: "/" }] },
      },
    }),
    [
      `${H}.groups.a.profile: cannot stand beside privileges`,
      `${H}.groups.b.add: cannot stand beside existing`,
      `${H}.groups.c.acl: is empty; leave it out if nothing is granted to the group`,
      `${H}.groups.d.parameters: cannot stand beside acl`,
      `${H}.groups.e.acl[1].path: / is there already`,
    ],
  ],
  [
    "a role that an identity makes too",
    one({ groups: { lab: { role: { roleid: "opentofu-role" } } } }),
    [`${H}.role.roleid: clusters.host3.groups.lab.role.roleid is opentofu-role too`],
  ],
  [
    "a role that a path of another group makes",
    one({
      groups: {
        a: { role: { roleid: "r" }, profile: "monitoring", parameters: { pool: "x" } },
        b: { role: { roleid: "r-pool-x" }, privileges: ["VM.Audit"] },
      },
    }),
    [/groups\.b\.role\.roleid: makes the role r-pool-x, as clusters\.host3\.groups\.a\.role\.roleid does/],
  ],
  [
    "one group of two clusters that are one",
    {
      clusters: {
        a: { endpoint: ENDPOINT, groups: { lab: {} } },
        b: { endpoint: ENDPOINT, user: { userid: "b@pve" }, role: { roleid: "b" }, groups: { lab: {} } },
      },
    },
    [`${P}.clusters.b.groups.lab: clusters.a.groups.lab at the same endpoint is lab too`],
  ],
  [
    "groups that are one in the stack",
    one({ groups: { "a.b": {}, "a-b": {} } }),
    [`${H}.groups.a-b: makes host3_group-a-b in the stack, as clusters.host3.groups["a.b"] does`],
  ],
]);

test("a role that nobody makes is in nobody's way", () => {
  const ci = { user: { groups: ["ci"] }, acl: [] };
  const roles = { role: { roleid: "more-role" }, privileges: ["VM.Audit"] };
  expect(faultsOf(one({ groups: { ci: {} }, identities: { ci: {}, more: ci, other: roles } }))).toEqual([]);
});

test("an identity may have all that it has by groups", () => {
  expect(faultsOf(one({ user: { groups: ["lab"] }, acl: [] }))).toEqual([]);
});

test("a group is granted something if it says so", () => {
  const { clusters } = loadConfiguration(
    one({
      groups: {
        none: { comment: "x" },
        auditors: { role: { existing: "PVEAuditor" } },
        lab: { profile: "monitoring" },
      },
    }),
  );
  expect(clusters["host3"]?.groups).toEqual({
    none: { comment: "x" },
    auditors: {
      role: { existing: "PVEAuditor", roleid: "PVEAuditor" },
      acl: [{ path: "/", propagate: true }],
    },
    lab: { role: { roleid: "lab-role", profile: ["monitoring"] }, parameters: {} },
  });
});
