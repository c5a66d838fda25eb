import { H, one, refuses } from "./support";

refuses([
  ["a userid without a realm", one({ user: { userid: "joe" } }), [`${H}.user.userid: "joe" has no realm`]],
  ["a reserved role", one({ role: { roleid: "PVEMine" } }), [`${H}.role.roleid: "PVEMine" begins with PVE`]],
  [
    "a misspelt privilege",
    one({ role: { privileges: ["VM.Clon"] } }),
    [/privileges\[0\]: .*did you mean VM\.Clone\?/],
  ],
  [
    "a misspelt profile",
    one({ role: { profile: "karpentr" } }),
    [/role\.profile: .*did you mean karpenter\?/],
  ],
  [
    "a misspelt profile in a list",
    one({ role: { profile: ["karpentr"] } }),
    [/role\.profile\[0\]: .*karpenter\?/],
  ],
  [
    "a profile that is a number",
    one({ role: { profile: 1 } }),
    [/role\.profile: must be the name of a profile/],
  ],
  ["no privileges", one({ role: { privileges: [] } }), [`${H}.role.privileges: is empty`]],
  [
    "a privilege of another version",
    one({ pveVersion: "9.1", role: { privileges: ["VM.Audit", "VM.Monitor"] } }),
    [`${H}.role.privileges[1]: PVE 9.1 does not know the privilege VM.Monitor; use VM.GuestAgent.Audit`],
  ],
  [
    "an added privilege of another version",
    one({ pveVersion: "8.4", role: { add: ["VM.Replicate"] } }),
    [`${H}.role.add[0]: PVE 8.4 does not know the privilege VM.Replicate; leave it out`],
  ],
  [
    "privileges beside a profile",
    one({ role: { privileges: ["VM.Audit"], profile: "monitoring", remove: [] } }),
    [`${H}.role.profile: cannot stand beside privileges`, `${H}.role.remove: cannot stand beside privileges`],
  ],
  [
    "a privilege added and removed",
    one({ role: { add: ["VM.Audit"], remove: ["VM.Audit"] } }),
    [/add\[0\]: .*remove as well/],
  ],
  ["no ACL", one({ acl: [] }), [`${H}.acl: is empty`]],
  [
    "settings of a user and a role that exist",
    one({
      user: { existing: "jane@ad", userid: "jane@ad", email: "j@x.org" },
      role: { existing: "PVEAuditor", profile: "monitoring", adopt: true },
      parameters: { pool: "lab" },
    }),
    [
      `${H}.parameters: confines a profile, and role.existing is none`,
      `${H}.role.adopt: cannot stand beside existing, since a role that exists already is not changed`,
      `${H}.role.profile: cannot stand beside existing`,
      `${H}.user.email: cannot stand beside existing, since a user that exists already is not changed`,
      `${H}.user.userid: cannot stand beside existing`,
    ],
  ],
  [
    "what exists under no name of PVE",
    one({ user: { existing: "jane" }, role: { existing: "PVE Auditor" } }),
    [`${H}.role.existing: "PVE Auditor" is malformed`, `${H}.user.existing: "jane" has no realm`],
  ],
  [
    "a role that is granted nowhere",
    one({
      user: { existing: "jane@ad" },
      role: { profile: "monitoring" },
      acl: [],
      token: { privilegeSeparation: true },
    }),
    [
      `${H}.acl: is empty; a token with privilege separation can do nothing`,
      `${H}.role: would be granted nowhere, as acl is empty`,
    ],
  ],
  ["a path twice", one({ acl: [{}, { path: "//" }] }), [`${H}.acl[1].path: / is there already, as acl[0]`]],
  [
    "a path twice, alone and with settings",
    one({ acl: ["/vms", { path: "/vms/" }, "vms"] }),
    [`${H}.acl[1].path: /vms is there already, as acl[0]`, `${H}.acl[2]: /vms is there already, as acl[0]`],
  ],
  ["a path alone that is none", one({ acl: ["/pools/x"] }), [/acl\[0\]: .*did you mean \/pool\/x\?/]],
  ["an entry that is neither", one({ acl: [1] }), [`${H}.acl[0]: must be a path, or {`]],
  [
    "a misspelt setting of an entry",
    one({ acl: [{ pathh: "/vms" }] }),
    [/acl\[0\]\.pathh: .*did you mean path\?/],
  ],
  [
    "a path that is none",
    one({ acl: [{ path: "/pools/x" }] }),
    [/acl\[0\]\.path: .*did you mean \/pool\/x\?/],
  ],
  [
    "paths of a later version",
    one({ pveVersion: "7.4", acl: ["/vms", "/mapping/pci", { path: "/pool/a/b/" }] }),
    [
      `${H}.acl[1]: PVE 7.4 has no ACL path /mapping/pci, as 8.0 and later have; leave it out`,
      `${H}.acl[2].path: PVE 7.4 has no ACL path /pool/a/b, as 8.1 and later have; leave it out`,
    ],
  ],
  [
    "SDN paths of a later version",
    one({ pveVersion: "8.4", acl: [{ path: "/sdn/fabrics" }, { path: "/sdn/route-maps/x" }] }),
    [`${H}.acl[0].path: PVE 8.4 has no`, `${H}.acl[1].path: PVE 8.4 has no`],
  ],
  [
    "parameters that lead to paths of a later version",
    one({ pveVersion: "7.4", parameters: { pool: ["lab", "lab/ci"], storage: "local" } }),
    [`${H}.parameters.pool[1]: PVE 7.4 has no ACL path /pool/lab/ci, as 8.1 and later have; leave it out`],
  ],
  [
    "a parameter of an identity that leads to a path of a later version",
    one({ pveVersion: "8.0", identities: { ci: { parameters: { pool: "lab/ci" } } } }),
    [`${H}.identities.ci.parameters.pool: PVE 8.0 has no ACL path /pool/lab/ci`],
  ],
  [
    "the current rotation kept",
    one({ token: { rotation: 2, keep: ["2"] } }),
    [/keep\[0\]: "2" is the current rotation/],
  ],
  [
    "a rotation kept twice",
    one({ token: { rotation: 3, keep: ["2", 2] } }),
    [/keep\[1\]: "2" is there already/],
  ],
  [
    "a rotation that is no name",
    one({ token: { rotation: "a b", keep: [] } }),
    [/rotation: "a b" becomes part of the tokenid/],
  ],
  [
    "root@pam as a user of ours",
    one({ user: { userid: "root@pam" } }),
    [/user\.userid: "root@pam" has every privilege already, and PVE keeps no ACL entry for it/],
  ],
  [
    "a term of a user, who has no secret",
    one({ user: { expires: "90d" }, token: { expires: "90d" } }),
    [/user\.expires: "90d" counts from nothing/],
  ],
  ["a term that is none", one({ token: { expires: "3 months" } }), [/token\.expires: .*write 90d/]],
  ["a renewal of no term", one({ token: { rotateBefore: "14d" } }), [`${H}.token.rotateBefore: has nothing`]],
  [
    "a renewal beside keep, of an identity",
    one({ identities: { ci: { token: { expires: "90d", rotateBefore: "14d", keep: [] } } } }),
    [`${H}.identities.ci.token.rotateBefore: cannot stand beside keep`],
  ],
  [
    "a renewal that is no term, and a term that is none",
    one({ token: { expires: "3 months", rotateBefore: "2 weeks" } }),
    [/token\.expires: .*write 90d/, /token\.rotateBefore: "2 weeks" is no term: write 14d/],
  ],
  [
    "a renewal each day",
    one({ token: { expires: "1d", rotateBefore: "1h" } }),
    [/a deploy a day would rotate/],
  ],
  ["an expiry that is no time", one({ user: { expires: true } }), [/user\.expires: must be a date/]],
  [
    "a comment that is too long",
    one({ user: { comment: "c".repeat(1801) } }),
    [/comment: has 1801 characters/],
  ],
]);
