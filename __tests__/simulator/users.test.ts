import { newToken, root, simulators, summary } from "./support";
import type { Fields } from "./support";

const start = simulators();

describe("users", () => {
  test("are created, read, changed and deleted", async () => {
    const admin = await root(await start("9.2"));
    await admin.data(admin.post("/access/groups", { groupid: "dev" }));
    await admin.data(
      admin.post("/access/users", { userid: "a@pve", comment: " x:y% ", groups: "dev", expire: 5 }),
    );
    expect(await admin.data(admin.get("/access/users/a@pve"))).toEqual({
      enable: 1,
      expire: 5,
      email: "",
      comment: "x:y%",
      groups: ["dev"],
      tokens: null,
    });
    await admin.data(
      admin.put("/access/users/a@pve", { comment: "", firstname: "Ann", groups: "", enable: 0 }),
    );
    expect(await admin.data(admin.get("/access/users/a@pve"))).toEqual({
      enable: 0,
      expire: 5,
      firstname: "Ann",
      groups: [],
      tokens: null,
    });
    expect((await admin.delete("/access/users/a@pve")).json).toEqual({ data: null });
    expect(admin.simulator.snapshot().users).toEqual([]);
  });

  test("are listed with a string of groups and an array of tokens", async () => {
    const admin = await root(await start("9.2"));
    await admin.data(admin.post("/access/users", { userid: "x@nosuch" }));
    await newToken(admin, "x@nosuch", "t1", { expire: 7 });
    expect(await admin.data(admin.get("/access/users", { full: 1 }))).toEqual([
      { userid: "root@pam", enable: 1, expire: 0, "realm-type": "pam", groups: "", tokens: null },
      {
        userid: "x@nosuch",
        enable: 1,
        expire: 0,
        groups: "",
        tokens: [{ tokenid: "t1", privsep: 1, expire: 7 }],
      },
    ]);
    expect(await admin.data(admin.get("/access/users", { enabled: 0 }))).toEqual([]);
  });

  test.each([
    [{ userid: "a@pve" }, "500 create user failed: user 'a@pve' already exists"],
    [{ userid: "b@pve", groups: "none" }, "500 create user failed: no such group 'none'"],
    [
      { userid: "b@nosuch", password: "12345678" },
      "500 create user failed: auth domain 'nosuch' does not exist",
    ],
    [{ userid: "joe" }, "400 Parameter verification failed."],
    [
      { userid: "b@pam", password: "12345678" },
      "500 create user failed: change password failed: user 'b' does not exist",
    ],
  ] as [Fields, string][])("%j is refused", async (fields, expected) => {
    const admin = await root(await start("9.2"));
    await admin.data(admin.post("/access/users", { userid: "a@pve" }));
    expect(summary(await admin.post("/access/users", fields))).toBe(expected);
  });

  test.each([
    ["userid", "bob", "invalid format - value 'bob' does not look like a valid user name\n"],
    ["userid", "b@", "invalid format - user name 'b@' is too short\n"],
    [
      "userid",
      `${"x".repeat(70)}@pve`,
      "invalid format - user name '" + "x".repeat(70) + "@pve' is too long (74 > 64)\n",
    ],
    ["email", "x", "invalid format - value does not look like a valid email address\n"],
    ["expire", "-1", "value must have a minimum value of 0"],
    ["expire", "soon", "type check ('integer') failed - got 'soon'"],
    ["enable", "true", "type check ('boolean') failed - got 'true'"],
    ["groups", "a b,c/d", "invalid format - group name 'c/d' contains invalid characters\n"],
    ["firstname", "x".repeat(1025), "value may only be 1024 characters long"],
    ["keys", "?", "value does not match the regex pattern"],
  ])("a bad %s (%s) is named", async (name, value, text) => {
    const admin = await root(await start("9.2"));
    const { json } = await admin.post("/access/users", { userid: "a@pve", [name]: value });
    expect(json.errors).toEqual({ [name]: text });
  });

  test.each([
    ["7.4", "missing property - 'append' requires this property"],
    ["8.4", "missing property - 'append' requires this property"],
    ["9.1", "missing property required by 'append'"],
  ] as const)("%s words a missing property its own way", async (pve, text) => {
    const admin = await root(await start(pve));
    await admin.data(admin.post("/access/users", { userid: "a@pve" }));
    expect((await admin.put("/access/users/a@pve", { append: 1 })).json.errors).toEqual({ groups: text });
  });

  test("that are missing are found missing by root in another way than by a token", async () => {
    const admin = await root(await start("9.2"));
    const token = await newToken(admin, "root@pam", "t1");
    expect(summary(await admin.get("/access/users/g@pve"))).toBe("500 no such user ('g@pve')");
    expect(summary(await token.get("/access/users/g@pve"))).toBe("500 no such user ('g@pve')");
    expect(summary(await admin.put("/access/users/g@pve"))).toBe(
      "500 update user failed: no such user ('g@pve')",
    );
    expect(summary(await token.put("/access/users/g@pve"))).toBe("500 no such user ('g@pve')");
    expect(summary(await admin.delete("/access/users/g@pve"))).toBe("200 OK");
    expect(summary(await token.delete("/access/users/g@pve"))).toBe("500 no such user ('g@pve')");
    expect(summary(await token.post("/access/users", { userid: "joe" }))).toBe(
      "500 value 'joe' does not look like a valid user name",
    );
  });
});

describe("groups", () => {
  test("are created, listed, changed and deleted with their ACL entries", async () => {
    const admin = await root(await start("9.2"));
    await admin.data(admin.post("/access/groups", { groupid: "dev", comment: "c" }));
    await admin.data(admin.post("/access/users", { userid: "a@pve", groups: "dev" }));
    await admin.data(admin.put("/access/acl", { path: "/", roles: "PVEAdmin", groups: "dev" }));
    expect(await admin.data(admin.get("/access/groups"))).toEqual([
      { groupid: "dev", comment: "c", users: "a@pve" },
    ]);
    await admin.data(admin.put("/access/groups/dev", { comment: "" }));
    expect(await admin.data(admin.get("/access/groups/dev"))).toEqual({ members: ["a@pve"] });
    expect(summary(await admin.post("/access/groups", { groupid: "dev" }))).toBe(
      "500 create group failed: group 'dev' already exists",
    );
    await admin.data(admin.delete("/access/groups/dev"));
    expect(admin.simulator.snapshot()).toMatchObject({ groups: [], acl: [] });
    expect(summary(await admin.get("/access/groups/dev"))).toBe("500 group 'dev' does not exist");
  });
});

test.each([
  ["7.4", "5%41x", "5Ax"],
  ["7.4", "100% of 5%", "100% of 5%"],
  ["7.4", "%2541", "A"],
  ["8.4", "5%41x", "5%41x"],
  ["9.2", "%2541", "%2541"],
] as const)("on %s the comment %p is read as %p", async (pve, comment, read) => {
  const admin = await root(await start(pve));
  await admin.data(admin.post("/access/users", { userid: "a@pve", comment, firstname: comment }));
  await admin.data(admin.post("/access/users/a@pve/token/t1", { comment }));
  // Every later write, of anything, writes it anew.
  await admin.data(admin.post("/access/users", { userid: "b@pve" }));
  expect(await admin.data(admin.get("/access/users/a@pve"))).toMatchObject({
    comment: read,
    firstname: read,
    tokens: { t1: { comment: read } },
  });
});
