import { PROFILE_NAMES } from "../../pve/privileges";
import { paste } from "../support/pve/pveum";
import { onFreshNodes, printed } from "./printed";

test("role prints the role and its ACL entry for a version", () => {
  expect(printed("role", "kubernetes-csi", "--pve", "9").lines).toEqual([
    "pveum user add opentofu@pve",
    "pveum role add opentofu-role --privs 'Datastore.Allocate Datastore.AllocateSpace Datastore.Audit VM.Audit VM.Config.Disk'",
    "pveum acl modify / --users opentofu@pve --roles opentofu-role --propagate 1",
  ]);
  expect(printed("role", "opentofu-vm", "--pve", "8.4").lines[1]).toContain(" VM.Monitor ");
  expect(printed("role", "opentofu-vm", "--pve", "9").lines[1]).toContain(" VM.GuestAgent.Audit ");
});

test("role confines a profile, with a role for each path", () => {
  const names = ["--roleid", "csi", "--userid", "csi@pve"];
  expect(
    printed("role", "kubernetes-csi", "--pve", "9", "--pool", "lab", "--storage", "fast", ...names).lines,
  ).toEqual([
    "pveum user add csi@pve",
    "pveum role add csi-pool-lab --privs 'VM.Audit VM.Config.Disk'",
    "pveum role add csi-storage-fast --privs 'Datastore.Allocate Datastore.AllocateSpace Datastore.Audit'",
    "pveum acl modify /pool/lab --users csi@pve --roles csi-pool-lab --propagate 1",
    "pveum acl modify /storage/fast --users csi@pve --roles csi-storage-fast --propagate 1",
  ]);
});

onFreshNodes((node, pve) => {
  test("role, as it is and confined", async () => {
    await paste(node().root, printed("role", "opentofu-vm", "--pve", pve).lines);
    const confined = ["--pool", "lab", "--storage", "local", "--roleid", "ci", "--userid", "ci@pve"];
    await paste(node().root, printed("role", "opentofu-vm", "--pve", pve, ...confined).lines);
    const { users, acl } = node().simulator.snapshot();
    expect(users.map(({ userid }) => userid)).toEqual(["ci@pve", "opentofu@pve"]);
    expect(acl).toContainEqual(expect.objectContaining({ path: "/", ugid: "opentofu@pve", propagate: true }));
    expect(acl).toContainEqual(expect.objectContaining({ path: "/pool/lab", ugid: "ci@pve" }));
  });

  test.each(PROFILE_NAMES)("role %s", async (profile) => {
    const { lines } = printed("role", profile, "--pve", pve);
    expect(lines.length).toBeGreaterThan(2);
    await paste(node().root, lines);
    expect(
      node()
        .simulator.snapshot()
        .acl.map(({ ugid }) => ugid),
    ).toContain("opentofu@pve");
  });
});

test.each([
  [["role", "opentofu-wm", "--pve", "9"], /did you mean opentofu-vm\?/],
  [["role", "opentofu-vm"], /--pve/],
  [["role", "opentofu-vm", "--pve", "6"], /7\.0/],
  [["role", "opentofu-vm", "--pve", "9", "--add", "VM.Monitor"], /use VM\.GuestAgent\.Audit/],
  [["role", "opentofu-vm", "--pve", "9", "--remove", "VM.Clonee"], /did you mean VM\.Clone\?/],
  [["role", "opentofu-vm", "--pve", "9", "--pools", "lab"], /Did you mean --pool\?/],
  [["role", "kubernetes-csi", "--pve", "9", "--bridge", "vmbr0"], /--bridge: nothing that kubernetes-csi/],
  [
    ["role", "opentofu-vm", "--pve", "9", "--add", "VM.Backup", "--remove", "VM.Backup"],
    /VM\.Backup is added and removed/,
  ],
  [
    ["role", "opentofu-vm", "--pve", "7", "--pool", "lab/ci"],
    /PVE 7\.4 has no ACL path \/pool\/lab\/ci, as 8\.1/,
  ],
  [["role", "opentofu-vm", "--pve", "9", "--vnet", "nodes"], /"nodes" is no VNet with its zone/],
  [["role", "opentofu-vm", "--pve", "9", "--userid", "joe"], /no realm/],
])("%j is refused", (words, message) => {
  const { lines, error } = printed(...words);
  expect(error).toMatch(message);
  expect(lines).toEqual([]);
});
