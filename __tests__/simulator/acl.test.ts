import { login, newToken, root, simulators, summary } from "./support";
import type { Client, Fields } from "./support";

const start = simulators();

async function withUser(pve: "7.4" | "8.4" | "9.1" | "9.2" = "9.2"): Promise<Client> {
  const simulator = await start(pve);
  simulator.addUser({ userid: "a@pve", password: "secret" });
  return root(simulator);
}

function grant(admin: Client, fields: Fields): Promise<unknown> {
  return admin.data(admin.put("/access/acl", fields));
}

async function rightsOn(admin: Client, userid: string, path: string): Promise<Record<string, number>> {
  const all = await admin.data<Record<string, Record<string, number>>>(
    admin.get("/access/permissions", { userid, path }),
  );
  return all[path] ?? {};
}

describe("the access control list", () => {
  test("keeps one entry per path, subject and role, on normalised paths", async () => {
    const admin = await withUser();
    await grant(admin, { path: "//vms//103/", roles: "PVEVMUser,PVEAuditor", users: "a@pve" });
    await grant(admin, { path: "vms/103", roles: "PVEAuditor", users: "a@pve", propagate: 0 });
    await grant(admin, { path: "/", roles: "PVEAdmin", users: "root@pam" });
    await grant(admin, { path: "/", roles: "", users: "a@pve" });
    const entry = { path: "/vms/103", type: "user", ugid: "a@pve" };
    expect(await admin.data(admin.get("/access/acl"))).toEqual([
      { ...entry, roleid: "PVEAuditor", propagate: 0 },
      { ...entry, roleid: "PVEVMUser", propagate: 1 },
    ]);
    await grant(admin, {
      path: "/vms/103",
      roles: "PVEAuditor,PVEVMUser,PVEAdmin",
      users: "a@pve",
      delete: 1,
    });
    expect(await admin.data(admin.get("/access/acl"))).toEqual([]);
  });

  test.each([
    [{ users: "a@pve", path: "/foo", roles: "PVEAdmin" }, { path: "invalid ACL path '/foo'" }],
    [{ users: "a@pve", path: "/vms/99", roles: "PVEAdmin" }, { path: "invalid ACL path '/vms/99'" }],
    [{ users: "a@pve", path: "", roles: "PVEAdmin" }, { path: "invalid ACL path ''" }],
    [
      { users: "a@pve", path: "/", roles: "a/b" },
      { roles: "invalid format - role name 'a/b' contains invalid characters\n" },
    ],
    [
      { tokens: "a@pve", path: "/", roles: "PVEAdmin" },
      { tokens: "invalid format - value 'a@pve' does not look like a valid token ID\n" },
    ],
  ])("refuses %j", async (fields, errors) => {
    const admin = await withUser();
    expect((await admin.put("/access/acl", fields)).json.errors).toEqual(errors);
  });

  test("wants a subject", async () => {
    const text = "either 'users', 'groups' or 'tokens' is required.";
    expect(
      (await (await withUser()).put("/access/acl", { path: "/", roles: "PVEAdmin" })).json.errors,
    ).toEqual({
      users: text,
      groups: text,
      tokens: text,
    });
  });

  test.each([
    [{ roles: "none", users: "a@pve" }, "role 'none' does not exist"],
    [{ roles: "PVEAdmin", users: "b@pve" }, "user 'b@pve' does not exist"],
    [{ roles: "PVEAdmin", groups: "g" }, "group 'g' does not exist"],
    [{ roles: "PVEAdmin", tokens: "a@pve!tt" }, "no such token 'tt' for user 'a@pve'"],
    [{ roles: "PVEAdmin", tokens: "b@pve!tt" }, "no such user ('b@pve')"],
  ] as [Fields, string][])("%j names what is missing, and changes nothing", async (fields, text) => {
    const admin = await withUser();
    const answer = await admin.put("/access/acl", { path: "/", ...fields, delete: 0 });
    expect(summary(answer)).toBe(`500 ACL update failed: ${text}`);
    expect(admin.simulator.snapshot().acl).toEqual([]);
  });

  test.each([
    ["7.4", "/mapping", false],
    ["8.4", "/mapping", true],
    ["7.4", "/pool/a/b", false],
    ["8.4", "/pool/a/b", true],
    ["8.4", "/sdn/fabrics", false],
    ["9.1", "/sdn/fabrics", true],
    ["9.1", "/sdn/route-maps", false],
    ["9.2", "/sdn/route-maps", true],
    ["9.2", "/sdn/zones/localnetwork/vmbr0/10", true],
  ] as const)("%s takes %s: %s", async (pve, path, isTaken) => {
    const admin = await withUser(pve);
    const answer = await admin.put("/access/acl", { path, roles: "PVEAuditor", users: "a@pve" });
    expect(answer.status).toBe(isTaken ? 200 : 400);
  });

  test("forgets the entries of a deleted token", async () => {
    const admin = await withUser();
    await newToken(admin, "a@pve", "tok");
    await grant(admin, { path: "/", roles: "PVEAuditor", tokens: "a@pve!tok" });
    await admin.data(admin.delete("/access/users/a@pve/token/tok"));
    expect(admin.simulator.snapshot().acl).toEqual([]);
    const removal = { path: "/", roles: "PVEAuditor", tokens: "a@pve!tok", delete: 1 };
    expect(summary(await admin.put("/access/acl", removal))).toBe(
      "500 ACL update failed: no such token 'tok' for user 'a@pve'",
    );
    await newToken(admin, "a@pve", "tok");
    expect(admin.simulator.snapshot().acl).toEqual([]);
  });

  test("is shown as far as one may change it", async () => {
    const admin = await withUser();
    await grant(admin, { path: "/vms", roles: "PVEAuditor", users: "a@pve" });
    const user = await login(admin.simulator, "a@pve", "secret");
    expect(await user.data(user.get("/access/acl"))).toEqual([]);
    await grant(admin, { path: "/vms", roles: "Administrator", users: "a@pve" });
    expect(await user.data(user.get("/access/acl"))).toHaveLength(2);
  });

  test("lets nobody hand out more than they have, except on PVE 7", async () => {
    const update = { path: "/vms/100", roles: "PVEAdmin", users: "a@pve" };
    for (const pve of ["7.4", "9.2"] as const) {
      const admin = await withUser(pve);
      await admin.data(admin.post("/access/roles", { roleid: "maker", privs: "VM.Allocate,VM.Audit" }));
      await grant(admin, { path: "/vms", roles: "maker", users: "a@pve" });
      const user = await login(admin.simulator, "a@pve", "secret");
      expect((await user.put("/access/acl", { ...update, path: "/" })).reason).toBe(
        "Permission check failed (/, Permissions.Modify)",
      );
      const answer = await user.put("/access/acl", update);
      if (pve === "7.4") expect(answer.status).toBe(200);
      else {
        expect(answer.json.message).toBe(
          "ACL update failed: 400 Parameter verification failed.\n" +
            "role: Cannot add role 'PVEAdmin' - requires 'Permissions.Modify' or superset of privileges.\n",
        );
        expect(await user.put("/access/acl", { ...update, roles: "maker" })).toMatchObject({ status: 200 });
      }
    }
  });
});

describe("permissions", () => {
  test("of a lower level replace those from above", async () => {
    const admin = await withUser();
    await admin.data(admin.post("/access/roles", { roleid: "small", privs: "VM.Audit" }));
    await grant(admin, { path: "/", roles: "PVEVMUser", users: "a@pve" });
    await grant(admin, { path: "/vms", roles: "small", users: "a@pve", propagate: 0 });
    expect(await rightsOn(admin, "a@pve", "/vms")).toEqual({ "VM.Audit": 0 });
    expect(Object.keys(await rightsOn(admin, "a@pve", "/vms/100"))).toContain("VM.Console");
  });

  test("of a user hide those of the user's groups, and NoAccess beats all of its level", async () => {
    const admin = await withUser();
    await admin.data(admin.post("/access/groups", { groupid: "dev" }));
    await admin.data(admin.put("/access/users/a@pve", { groups: "dev" }));
    await grant(admin, { path: "/", roles: "PVEAuditor", groups: "dev" });
    expect(await rightsOn(admin, "a@pve", "/")).toMatchObject({ "Sys.Audit": 1 });
    await grant(admin, { path: "/", roles: "PVETemplateUser", users: "a@pve" });
    expect(await rightsOn(admin, "a@pve", "/")).toEqual({ "VM.Audit": 1, "VM.Clone": 1 });
    await grant(admin, { path: "/", roles: "NoAccess", users: "a@pve" });
    expect(await rightsOn(admin, "a@pve", "/")).toEqual({});
  });

  test("on a pool are added for its members, and go no further", async () => {
    const simulator = await start("9.2", {
      inventory: { pools: [{ poolid: "p", vms: [100], storage: ["local"] }] },
    });
    simulator.addUser({ userid: "a@pve" });
    const admin = await root(simulator);
    await grant(admin, { path: "/vms/100", roles: "PVETemplateUser", users: "a@pve" });
    await grant(admin, { path: "/pool/p", roles: "PVEDatastoreUser", users: "a@pve" });
    expect(await rightsOn(admin, "a@pve", "/vms/100")).toEqual({
      "Datastore.AllocateSpace": 0,
      "Datastore.Audit": 0,
      "VM.Audit": 1,
      "VM.Clone": 1,
    });
    const user = await admin.data<object>(admin.get("/access/permissions", { userid: "a@pve" }));
    expect(Object.keys(user)).toEqual(["/pool/p", "/storage/local", "/vms/100"]);
  });

  test("of a separated token are those that owner and token both have", async () => {
    const admin = await withUser();
    const token = await newToken(admin, "a@pve", "tok", { privsep: 1 });
    const plain = await newToken(admin, "a@pve", "plain", { privsep: 0 });
    await grant(admin, { path: "/", roles: "PVEAuditor", users: "a@pve" });
    expect(await token.data(token.get("/access/permissions", { path: "/" }))).toEqual({ "/": {} });
    await grant(admin, { path: "/", roles: "PVETemplateUser", tokens: "a@pve!tok" });
    expect(await token.data(token.get("/access/permissions", { path: "/" }))).toEqual({
      "/": { "VM.Audit": 1 },
    });
    expect(await rightsOn(admin, "a@pve!plain", "/")).toHaveProperty(["Sys.Audit"]);
    expect(await plain.get("/version")).toMatchObject({ status: 200 });
  });

  test("of root's tokens are limited by the token alone", async () => {
    const admin = await withUser();
    const token = await newToken(admin, "root@pam", "tok", { privsep: 1 });
    expect(await token.data(token.get("/access/permissions"))).toEqual({});
    await grant(admin, { path: "/vms", roles: "PVETemplateUser", tokens: "root@pam!tok" });
    expect(await token.data(token.get("/access/permissions"))).toEqual({
      "/vms": { "VM.Audit": 1, "VM.Clone": 1 },
    });
  });

  test("of others need Sys.Audit on /access; of unknown users there are none", async () => {
    const admin = await withUser();
    const user = await login(admin.simulator, "a@pve", "secret");
    expect(summary(await user.get("/access/permissions", { userid: "root@pam" }))).toBe(
      "403 Permission check failed (/access, Sys.Audit)",
    );
    expect(await user.data(user.get("/access/permissions", { userid: "a@pve!any" }))).toEqual({});
    expect(await admin.data(admin.get("/access/permissions", { userid: "x@pve" }))).toEqual({});
    expect(await admin.data(admin.get("/access/permissions", { userid: "x@pve!t1", path: "/x" }))).toEqual({
      "/x": {},
    });
    expect((await admin.get("/access/permissions", { userid: "x" })).json.errors).toEqual({
      userid: "value does not match the regex pattern",
    });
  });

  test("of one's own tokens can be asked for since 8", async () => {
    const asked = async (pve: "7.4" | "8.4"): Promise<number> => {
      const user = await login((await withUser(pve)).simulator, "a@pve", "secret");
      return (await user.get("/access/permissions", { userid: "a@pve" })).status;
    };
    expect(await asked("7.4")).toBe(403);
    expect(await asked("8.4")).toBe(200);
  });
});

test.each(["7.4", "9.2"] as const)(
  "on %s an empty path is looked up as -, so who has no rights gets 403",
  async (pve) => {
    const admin = await root(await start(pve));
    await admin.data(admin.post("/access/users", { userid: "a@pve" }));
    const visitor = await newToken(admin, "a@pve", "t1");
    const empty = { path: "", users: "a@pve", roles: "PVEAuditor" };
    expect(await visitor.put("/access/acl", empty)).toMatchObject({
      status: 403,
      reason: "Permission check failed (/-, Permissions.Modify)",
    });
    expect(await admin.put("/access/acl", empty)).toMatchObject({ status: 400 });
  },
);
