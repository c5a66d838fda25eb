/** What we make of an ACL is what PVE makes of it. */
import fc from "fast-check";
import {
  type AclEntry,
  effective,
  levelsOf,
  listAcl,
  listRoles,
  permissionsOf,
  rolesOf,
  tokenHolder,
  userHolder,
} from "../../../pve/objects";
import type { PveClient } from "../../../pve/wire";
import { type Simulator, startSimulator } from "../../../simulator";
import { keptClient } from "../../support/pve/pve-call";

const USERID = "a@pve";
const PATHS = ["/", "/vms", "/vms/100", "/storage", "/storage/local"];
const ROLES = ["PVEAuditor", "PVEVMUser", "PVEDatastoreUser", "NoAccess"];
const SUBJECTS = [
  { type: "user", ugid: USERID },
  { type: "user", ugid: "b@pve" },
  { type: "group", ugid: "mine" },
  { type: "group", ugid: "mine-too" },
  { type: "group", ugid: "others" },
  { type: "token", ugid: `${USERID}!t1` },
] as const;
const USERS = new Map([[USERID, { settings: {}, groups: ["mine", "mine-too"], tokens: new Map() }]]);
const PARAMETERS = { user: "users", group: "groups", token: "tokens" } as const;

let simulator: Simulator;
let root: PveClient;
let fresh: () => void;
beforeAll(async () => {
  simulator = await startSimulator({ pve: "9.2" });
  root = await keptClient(simulator);
  for (const groupid of ["mine", "mine-too", "others"]) await root.post("/access/groups", { groupid });
  await root.post("/access/users", { userid: USERID, groups: "mine,mine-too" });
  await root.post("/access/users", { userid: "b@pve", groups: "others" });
  await root.post(`/access/users/${USERID}/token/t1`, { privsep: 1 });
  await root.post(`/access/users/${USERID}/token/t2`, { privsep: 0 });
  fresh = simulator.checkpoint();
});
afterAll(() => simulator.stop());

const entries: fc.Arbitrary<readonly AclEntry[]> = fc.array(
  fc.record({
    path: fc.constantFrom(...PATHS),
    roleid: fc.constantFrom(...ROLES),
    subject: fc.constantFrom(...SUBJECTS),
    propagate: fc.boolean(),
  }),
  { minLength: 2, maxLength: 12 },
);

test("for a user and its tokens, on every path", async () => {
  const lookedAt: number[] = [];
  await fc.assert(
    fc.asyncProperty(entries, async (acl) => {
      fresh();
      for (const { path, roleid, subject, propagate } of acl)
        await root.put("/access/acl", {
          path,
          roles: roleid,
          [PARAMETERS[subject.type]]: subject.ugid,
          propagate: propagate ? 1 : 0,
        });
      const seen = { users: USERS, roles: await listRoles(root), acl: await listAcl(root) };
      const [levels, roles] = [levelsOf(seen.acl), rolesOf(seen)];
      const holders = {
        [USERID]: userHolder(USERID, seen),
        [`${USERID}!t1`]: tokenHolder({ userid: USERID, tokenid: "t1", privsep: true }, seen),
        [`${USERID}!t2`]: tokenHolder({ userid: USERID, tokenid: "t2", privsep: false }, seen),
      };
      for (const [name, holder] of Object.entries(holders)) {
        const held = await permissionsOf(root, name);
        for (const path of seen.acl.map((entry) => entry.path)) {
          const ours = [...effective(holder, path, levels, roles)].sort();
          // A path that PVE does not list, though it has an entry, is one where nothing is held.
          const theirs = [...(held.get(path) ?? new Map<string, boolean>()).keys()].sort();
          expect({ name, path, ours }).toEqual({ name, path, ours: theirs });
          lookedAt.push(theirs.length);
        }
      }
    }),
    { numRuns: 60 },
  );
  // Not all of them were empty.
  expect(lookedAt.filter((count) => count > 0).length).toBeGreaterThan(lookedAt.length / 10);
});
