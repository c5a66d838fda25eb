import { type Client, newToken, root, simulators, summary } from "./support";

const start = simulators();

describe.each(["7.4", "8.4", "9.2"] as const)("on PVE %s", (pve) => {
  /** An administrator with two groups, of which jane is in the first. */
  async function staffed(): Promise<Client> {
    const admin = await root(await start(pve));
    for (const groupid of ["dev", "ops"]) await admin.data(admin.post("/access/groups", { groupid }));
    await admin.data(admin.post("/access/users", { userid: "jane@pve", groups: "dev" }));
    return admin;
  }

  /** A token whose user has these privileges on a path, and below. */
  async function withRights(admin: Client, privs: string, path: string): Promise<Client> {
    await admin.data(admin.post("/access/roles", { roleid: "some", privs }));
    await admin.data(admin.post("/access/users", { userid: "ci@pve" }));
    await admin.data(admin.put("/access/acl", { path, roles: "some", users: "ci@pve" }));
    return newToken(admin, "ci@pve", "t1");
  }

  const groupsOf = async (admin: Client) =>
    (await admin.data<{ groups: string[] }>(admin.get("/access/users/jane@pve"))).groups;

  test("the groups of a user are replaced, or with append added to", async () => {
    const admin = await staffed();
    await admin.data(admin.put("/access/users/jane@pve", { groups: "ops", append: 1 }));
    expect(await groupsOf(admin)).toEqual(["dev", "ops"]);
    await admin.data(admin.put("/access/users/jane@pve", { comment: "Jane" }));
    expect(await groupsOf(admin)).toEqual(["dev", "ops"]);
    await admin.data(admin.put("/access/users/jane@pve", { groups: "ops" }));
    expect(await groupsOf(admin)).toEqual(["ops"]);
    expect(summary(await admin.put("/access/users/jane@pve", { groups: "none" }))).toBe(
      "500 update user failed: no such group 'none'",
    );
    expect(await groupsOf(admin)).toEqual(["ops"]);
    await admin.data(admin.put("/access/users/jane@pve", { groups: "" }));
    expect(await groupsOf(admin)).toEqual([]);
  });

  test("a group that is deleted leaves its members, and takes its ACL entries along", async () => {
    const admin = await staffed();
    await admin.data(admin.put("/access/acl", { path: "/vms", roles: "PVEVMUser", groups: "dev" }));
    await admin.data(admin.delete("/access/groups/dev"));
    expect(await groupsOf(admin)).toEqual([]);
    expect(admin.simulator.snapshot()).toMatchObject({ acl: [], groups: [{ groupid: "ops" }] });
    expect(summary(await admin.delete("/access/groups/dev"))).toBe(
      "500 delete group failed: group 'dev' does not exist",
    );
    expect(summary(await admin.put("/access/groups/dev", { comment: "x" }))).toBe(
      "500 update group failed: group 'dev' does not exist",
    );
  });

  test("groups are made, changed and deleted with Group.Allocate on all of them", async () => {
    const admin = await staffed();
    const token = await withRights(admin, "Group.Allocate", "/access/groups/dev");
    const missing = "403 Permission check failed (/access/groups, Group.Allocate)";
    expect(summary(await token.post("/access/groups", { groupid: "new" }))).toBe(missing);
    expect(summary(await token.put("/access/groups/dev", { comment: "x" }))).toBe(missing);
    expect(summary(await token.delete("/access/groups/dev"))).toBe(missing);
    // It is seen, though, and the other one is not.
    expect(await token.data(token.get("/access/groups"))).toEqual([{ groupid: "dev", users: "jane@pve" }]);
    await admin.data(admin.put("/access/acl", { path: "/access/groups", roles: "some", users: "ci@pve" }));
    await token.data(token.post("/access/groups", { groupid: "new", comment: "x" }));
    await token.data(token.put("/access/groups/new", { comment: "y" }));
    expect(await token.data(token.get("/access/groups/new"))).toEqual({ members: [], comment: "y" });
    await token.data(token.delete("/access/groups/new"));
  });

  test("who may change the users of one group only, moves them within it", async () => {
    const admin = await staffed();
    const token = await withRights(admin, "User.Modify", "/access/groups/dev");
    await token.data(token.put("/access/users/jane@pve", { groups: "dev", comment: "x" }));
    expect(summary(await token.put("/access/users/jane@pve", { groups: "dev,ops" }))).toBe(
      "403 Permission check failed (/access/groups/ops, User.Modify)",
    );
  });

  test("a group's entry counts for its members, unless they have one of their own on that level", async () => {
    const admin = await staffed();
    await admin.data(admin.put("/access/acl", { path: "/vms", roles: "PVEVMUser", groups: "dev" }));
    const jane = await newToken(admin, "jane@pve", "t1");
    const held = async () =>
      Object.keys(
        (await jane.data<Record<string, Record<string, number>>>(jane.get("/access/permissions")))["/vms"] ??
          {},
      );
    expect(await held()).toContain("VM.PowerMgmt");
    await admin.data(admin.put("/access/acl", { path: "/vms", roles: "PVEAuditor", users: "jane@pve" }));
    expect(await held()).not.toContain("VM.PowerMgmt");
  });
});
