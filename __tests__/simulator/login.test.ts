import { anonymous, Client, login, newToken, root, simulators, summary, withToken } from "./support";

const start = simulators();
const FAILED = "401 authentication failure";

describe("a login with a password", () => {
  test("gives a ticket and the rights of the user by section", async () => {
    const visitor = anonymous(await start("9.2", { clusterName: "lab" }));
    const data = await visitor.data<Record<string, unknown>>(
      visitor.post("/access/ticket", { username: "root", realm: "pam", password: "secret-root" }),
    );
    expect(Object.keys(data).sort()).toEqual([
      "CSRFPreventionToken",
      "cap",
      "clustername",
      "ticket",
      "username",
    ]);
    expect(Object.keys(data["cap"] as object).sort()).toEqual([
      "access",
      "dc",
      "mapping",
      "nodes",
      "sdn",
      "storage",
      "vms",
    ]);
    expect(data).toMatchObject({ username: "root@pam", clustername: "lab", cap: { dc: { "Sys.Audit": 1 } } });
  });

  test.each([
    ["a wrong password", { username: "root@pam", password: "wrong" }],
    ["an unknown user", { username: "nobody@pve", password: "secret-root" }],
    ["an unknown realm", { username: "root@nosuch", password: "secret-root" }],
    ["a name without realm", { username: "root", password: "secret-root" }],
    ["a code where none is wanted", { username: "root@pam", password: "secret-root", otp: "totp:1" }],
  ])("fails the same way for %s", async (_, fields) => {
    const answer = await anonymous(await start("9.2")).post("/access/ticket", fields);
    expect(summary(answer)).toBe(FAILED);
    expect(answer.json).toEqual({ data: null, message: "authentication failure\n" });
  });

  test("says which parameter is missing", async () => {
    const answer = await anonymous(await start("9.2")).post("/access/ticket", { username: "root@pam" });
    expect(answer.json.errors).toEqual({ password: "property is missing and it is not optional" });
  });

  test("works in other realms, and not for users that are disabled", async () => {
    const simulator = await start("9.2");
    simulator.addRealm({ realm: "corp", type: "ldap", comment: "Directory" });
    simulator.addUser({ userid: "ann@corp", password: "from-ldap" });
    simulator.addUser({ userid: "off@corp", password: "from-ldap", enable: false });
    expect(await (await login(simulator, "ann@corp", "from-ldap")).get("/version")).toMatchObject({
      status: 200,
    });
    const refused = await anonymous(simulator).post("/access/ticket", {
      username: "off@corp",
      password: "from-ldap",
    });
    expect(summary(refused)).toBe(FAILED);
  });

  test("can check privileges only", async () => {
    const simulator = await start("9.2");
    const fields = { username: "root@pam", password: "secret-root", path: "/vms", privs: "VM.Audit" };
    const visitor = anonymous(simulator);
    const data = await visitor.data<Record<string, unknown>>(visitor.post("/access/ticket", fields));
    expect(data["username"]).toBe("root@pam");
    expect(data["ticket"]).toBeUndefined();
  });
});

describe("a ticket", () => {
  test("needs the CSRF token for everything but reading", async () => {
    const { simulator, headers } = await root(await start("9.2"));
    const reader = new Client(simulator, { Cookie: headers["Cookie"] ?? "" });
    expect(await reader.get("/version")).toMatchObject({ status: 200 });
    expect(summary(await reader.post("/access/roles", { roleid: "r" }))).toBe(
      "401 Permission denied - invalid csrf token",
    );
  });

  test("ends after two hours, and can be renewed before", async () => {
    const simulator = await start("9.2");
    const admin = await root(simulator);
    const ticket = decodeURIComponent((admin.headers["Cookie"] ?? "").slice("PVEAuthCookie=".length));
    simulator.advanceClock(7000);
    const renewed = await login(simulator, "root@pam", ticket);
    simulator.advanceClock(300);
    expect(summary(await admin.get("/version"))).toBe("401 Authentication failed!");
    expect(await renewed.get("/version")).toMatchObject({ status: 200 });
  });

  test("fails at once when its user is disabled, and PVE 7 says why", async () => {
    const simulator = await start("7.4");
    simulator.addUser({ userid: "joe@pve", password: "secret" });
    const joe = await login(simulator, "joe@pve", "secret");
    await (await root(simulator)).put("/access/users/joe@pve", { enable: 0 });
    expect(summary(await joe.get("/version"))).toBe("401 user 'joe@pve' is disabled");
  });
});

describe("an API token", () => {
  test.each([
    ["7.4", "nope", "x", "401 no such token 'nope' for user 'root@pam'"],
    ["7.4", "good", "x", "401 invalid token value!"],
    ["9.2", "nope", "x", "401 Authentication failed!"],
    ["9.2", "good", "x", "401 Authentication failed!"],
  ] as const)("of %s that is not good (%s) is refused", async (pve, name, secret, expected) => {
    const simulator = await start(pve);
    await newToken(await root(simulator), "root@pam", "good");
    expect(summary(await withToken(simulator, `root@pam!${name}`, secret).get("/version"))).toBe(expected);
  });

  test("needs no CSRF token, but can't change passwords or log in", async () => {
    const token = await newToken(await root(await start("9.2")), "root@pam", "t1");
    expect(await token.post("/access/roles", { roleid: "r" })).toMatchObject({ status: 200 });
    const refused = await token.put("/access/password", { userid: "root@pam", password: "12345678" });
    const text =
      "Permission check failed (URI '/access/password' not available with API token, need proper ticket.";
    expect(refused).toMatchObject({ status: 403, reason: text, json: { message: `${text}\n)\n` } });
    expect(
      await token.post("/access/ticket", { username: "root@pam", password: "secret-root" }),
    ).toMatchObject({
      status: 403,
    });
  });

  test("expires, and gives way to a cookie", async () => {
    const simulator = await start("9.2");
    const admin = await root(simulator);
    const expire = Math.floor(Date.now() / 1000) + 1000;
    const token = await newToken(admin, "root@pam", "short", { expire });
    expect(await token.get("/version")).toMatchObject({ status: 200 });
    const both = new Client(simulator, { ...token.headers, Cookie: "PVEAuthCookie=bad" });
    expect(await both.get("/version")).toMatchObject({ status: 401 });
    simulator.advanceClock(1100);
    expect(await token.get("/version")).toMatchObject({ status: 401 });
  });

  test("is known under its exact scheme only", async () => {
    const { simulator, headers } = await newToken(await root(await start("9.2")), "root@pam", "t1");
    const value = (headers["Authorization"] ?? "").slice("PVEAPIToken=".length);
    const status = async (authorization: string): Promise<string> =>
      summary(await new Client(simulator, { Authorization: authorization }).get("/version"));
    expect(await status(`PVEAPIToken ${value}`)).toBe("200 OK");
    expect(await status(`PVEAPIToken=${encodeURIComponent(value)}`)).toBe("200 OK");
    expect(await status(`pveapitoken=${value}`)).toBe("401 No ticket");
  });
});

describe("changing a password", () => {
  test("asks users for their own since 8", async () => {
    const simulator = await start("9.2");
    simulator.addUser({ userid: "joe@pve", password: "former-secret" });
    const joe = await login(simulator, "joe@pve", "former-secret");
    const fields = { userid: "joe@pve", password: "later-secret" };
    expect((await joe.put("/access/password", fields)).json.errors).toEqual({
      "confirmation-password": "password is required to modify user",
    });
    const wrong = await joe.put("/access/password", { ...fields, "confirmation-password": "wrong" });
    expect(summary(wrong)).toBe("500 invalid credentials");
    const right = await joe.put("/access/password", { ...fields, "confirmation-password": "former-secret" });
    expect(right).toMatchObject({ status: 200, json: { data: null } });
    await login(simulator, "joe@pve", "later-secret");
  });

  test("says in the realm's words that the own one is wrong", async () => {
    const simulator = await start("9.2");
    simulator.addUser({ userid: "joe@pam", password: "former-secret" });
    const joe = await login(simulator, "joe@pam", "former-secret");
    const fields = { userid: "joe@pam", password: "later-secret", "confirmation-password": "wrong" };
    expect(summary(await joe.put("/access/password", fields))).toBe("500 Authentication failure");
  });

  test.each([
    ["7.4", "1234", "value must be at least 5 characters long"],
    ["9.2", "1234567", "value must be at least 8 characters long"],
  ] as const)("on %s wants a minimum length", async (pve, password, text) => {
    const admin = await root(await start(pve));
    expect((await admin.put("/access/password", { userid: "root@pam", password })).json.errors).toEqual({
      password: text,
    });
  });

  test("is not for everybody", async () => {
    const simulator = await start("9.2");
    simulator.addUser({ userid: "joe@pve", password: "secret" });
    const joe = await login(simulator, "joe@pve", "secret");
    const answer = await joe.put("/access/password", { userid: "root@pam", password: "12345678" });
    expect(summary(answer)).toBe("403 Permission check failed (/access/realm/pam, Realm.AllocateUser)");
  });
});
