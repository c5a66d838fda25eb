import { login, root, simulators, summary } from "./support";

const start = simulators();

describe("roles", () => {
  test("are created, read, changed and deleted", async () => {
    const admin = await root(await start("9.2"));
    await admin.data(admin.post("/access/roles", { roleid: "r", privs: "VM.Clone,VM.Audit" }));
    expect(await admin.data(admin.get("/access/roles/r"))).toEqual({ "VM.Audit": 1, "VM.Clone": 1 });
    await admin.data(admin.put("/access/roles/r", { privs: "VM.Console", append: 1 }));
    const roles = await admin.data<{ roleid: string }[]>(admin.get("/access/roles"));
    expect(roles.find(({ roleid }) => roleid === "r")).toEqual({
      roleid: "r",
      privs: "VM.Audit,VM.Clone,VM.Console",
      special: 0,
    });
    await admin.data(admin.put("/access/roles/r"));
    expect(await admin.data(admin.get("/access/roles/r"))).toEqual({});
    await admin.data(admin.delete("/access/roles/r"));
    expect(summary(await admin.get("/access/roles/r"))).toBe("500 role 'r' does not exist");
  });

  test.each([
    ["7.4", "VM.GuestAgent.Audit"],
    ["8.4", "VM.GuestAgent.Audit"],
    ["9.1", "VM.Monitor"],
    ["9.2", "VM.Monitor"],
  ] as const)("of %s know no %s", async (pve, privilege) => {
    const admin = await root(await start(pve));
    expect(
      (await admin.post("/access/roles", { roleid: "r", privs: `VM.Audit,${privilege}` })).json.errors,
    ).toEqual({
      privs: `invalid format - invalid privilege '${privilege}'\n`,
    });
  });

  test("may begin with PVE on 7 only", async () => {
    expect(await (await root(await start("7.4"))).post("/access/roles", { roleid: "pveX" })).toMatchObject({
      status: 200,
    });
    expect(
      (await (await root(await start("8.4"))).post("/access/roles", { roleid: "pveX" })).json.errors,
    ).toEqual({
      roleid: "cannot use role ID starting with the (case-insensitive) 'PVE' namespace",
    });
  });

  test("that are built in stay as they are", async () => {
    const admin = await root(await start("9.2"));
    expect(summary(await admin.put("/access/roles/PVEAdmin"))).toBe(
      "500 auto-generated role 'PVEAdmin' cannot be modified",
    );
    expect(summary(await admin.delete("/access/roles/NoAccess"))).toBe(
      "500 auto-generated role 'NoAccess' cannot be deleted",
    );
    expect(summary(await admin.post("/access/roles", { roleid: "NoAccess" }))).toBe(
      "500 create role failed: role 'NoAccess' already exists",
    );
    expect(summary(await admin.delete("/access/roles/none"))).toBe(
      "500 delete role failed: role 'none' does not exist",
    );
  });

  test("can be read by everybody and changed with Sys.Modify on /access", async () => {
    const simulator = await start("9.2");
    simulator.addUser({ userid: "a@pve", password: "secret" });
    const user = await login(simulator, "a@pve", "secret");
    expect(await user.get("/access/roles")).toMatchObject({ status: 200 });
    expect(summary(await user.post("/access/roles", { roleid: "a b" }))).toBe(
      "403 Permission check failed (/access, Sys.Modify)",
    );
  });

  test("take their ACL entries with them, for good", async () => {
    const admin = await root(await start("9.2"));
    await admin.data(admin.post("/access/users", { userid: "a@pve" }));
    await admin.data(admin.post("/access/roles", { roleid: "r", privs: "VM.Audit" }));
    await admin.data(admin.put("/access/acl", { path: "/", roles: "r", users: "a@pve" }));
    await admin.data(admin.delete("/access/roles/r"));
    expect(admin.simulator.snapshot().acl).toEqual([]);
    await admin.data(admin.post("/access/roles", { roleid: "r" }));
    expect(admin.simulator.snapshot().acl).toEqual([]);
  });
});
