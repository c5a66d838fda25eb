/** `show --described`: what a reviewer sees before there is a login, or a cluster. */
import { describedAccess } from "../../../cli/show/described";
import { answersTo } from "../../../cli/show/page/answer";
import { plain, reviewed, show, simulator, synthesize } from "./bench";

const PROFILE = { profile: "kubernetes-csi", parameters: { pool: "lab", storage: "fast" } };

test("connects to nothing", async () => {
  synthesize();
  await show(["--described"], {});
  expect(simulator.requests).toEqual([]);
});

test("what only the node can tell is said to be so, and --pve tells it", async () => {
  synthesize({ host3: { identities: { csi: PROFILE } } });
  const unresolved = plain((await show(["--described"], {})).stdout);
  expect(unresolved).toMatchInlineSnapshot(`
   "access/host3  https://host3:8006, as described
   └─ user csi@pve  ours
      ├─ /pool/lab  csi-role-pool-lab, privileges not known here
      ├─ /storage/fast  csi-role-storage-fast, privileges not known here
      └─ token csi-token  ours, has what its user has
   "
  `);
  const [user] = (await reviewed(["--described"], {})).users;
  expect(user!.rights.map(({ unresolved: roles }) => roles)).toEqual([
    ["csi-role-pool-lab"],
    ["csi-role-storage-fast"],
  ]);
  expect(plain((await show(["--described", "--pve", "9"], {})).stdout)).toMatchInlineSnapshot(`
   "access/host3  https://host3:8006, as described
   └─ user csi@pve  ours
      ├─ /pool/lab  csi-role-pool-lab, 2 privileges
      ├─ /storage/fast  csi-role-storage-fast, 3 privileges
      └─ token csi-token  ours, has what its user has
   "
  `);
});

test("a role that the version does not need, and its entries, are not shown for it", () => {
  const role = { kind: "role", roleid: "sdn", privileges: source("vmbr0") } as const;
  const entry = {
    kind: "acl",
    path: "/sdn/zones/localnetwork/vmbr0",
    roleid: "sdn",
    propagate: true,
  } as const;
  const objects = [role, { ...entry, subject: { type: "user", ugid: "a@pve" } as const }];
  expect(describedAccess(objects, { major: 7, minor: 4 }).acl).toEqual([]);
  expect(describedAccess(objects, { major: 9, minor: 2 }).acl).toHaveLength(1);
});

function source(bridge: string) {
  const on = { path: `/sdn/zones/localnetwork/${bridge}`, propagate: true };
  return { profiles: ["opentofu-vm"], add: [], remove: [], parameters: { bridge: [bridge] }, on };
}

test("of a user that others keep, nothing is withheld from its tokens", async () => {
  const token = { privilegeSeparation: true, expires: "90d" };
  synthesize({
    host3: {
      pveVersion: "9.2",
      user: { existing: "jane@ad" },
      role: { privileges: ["VM.Audit"] },
      acl: ["/vms"],
      token,
    },
  });
  expect(plain((await show(["--described"], {})).stdout)).toMatchInlineSnapshot(`
   "access/host3  https://host3:8006, as described
   └─ user jane@ad  others', is there already
      └─ token opentofu-token  ours, privilege separation, expires 90d after its issue
         └─ /vms  opentofu-role, 1 privilege
   "
  `);
});

test("an answer that hangs on a role that is not known here is perhaps", async () => {
  synthesize();
  const cluster = await reviewed(["--described"], {});
  const question = { privilege: "VM.Console", path: "/pool/lab", cluster: "", who: "" };
  const [answer] = answersTo(question, { source: "description", at: "", clusters: [cluster] });
  expect(answer!.groups.map(({ group, found }) => [group.groupid, found[0]?.can])).toEqual([
    ["lab-team", "perhaps"],
  ]);
  expect(answer!.users).toEqual([]);
});
