import { login, newToken, root, simulators, summary, withToken } from "./support";

const start = simulators();
const PATH = "/access/users/a@pve/token/tok";

async function withUser(pve: "7.4" | "8.4" | "9.1" | "9.2") {
  const admin = await root(await start(pve));
  await admin.data(admin.post("/access/users", { userid: "a@pve" }));
  return admin;
}

describe("API tokens", () => {
  test("echo what was sent, and are read back as numbers", async () => {
    const admin = await withUser("9.2");
    const made = await admin.data<{ value: string }>(
      admin.post(PATH, { expire: 5, privsep: 0, comment: "c" }),
    );
    expect(made).toEqual({
      "full-tokenid": "a@pve!tok",
      value: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
      info: { privsep: "0", expire: "5", comment: "c" },
    });
    expect(await admin.data(admin.get(PATH))).toEqual({ privsep: 0, expire: 5, comment: "c" });
    expect(await admin.data(admin.get("/access/users/a@pve/token"))).toEqual([
      { tokenid: "tok", privsep: 0, expire: 5, comment: "c" },
    ]);
    const plain = await admin.data<{ info: unknown }>(admin.post("/access/users/a@pve/token/plain"));
    expect(plain.info).toEqual({ privsep: 1 });
    expect(admin.simulator.snapshot().tokens[1]).toMatchObject({
      fullTokenid: "a@pve!tok",
      secret: made.value,
    });
  });

  test("are refused when they exist, and missed when they do not", async () => {
    const admin = await withUser("9.2");
    await admin.data(admin.post(PATH));
    expect((await admin.post(PATH)).json.errors).toEqual({ tokenid: "Token already exists." });
    await admin.data(admin.delete(PATH));
    const missing = "500 no such token 'tok' for user 'a@pve'";
    expect(summary(await admin.delete(PATH))).toBe(missing);
    expect(summary(await admin.get(PATH))).toBe(missing);
    expect(summary(await admin.put(PATH))).toBe(missing);
    expect((await admin.post("/access/users/a@pve/token/1")).json.errors).toEqual({
      tokenid: "value does not match the regex pattern",
    });
  });

  test("get a new secret in place on 9.2, which ends the former one", async () => {
    const admin = await withUser("9.2");
    const former = await newToken(admin, "a@pve", "tok", { comment: "c" });
    const renewed = await admin.data<{ value: string }>(admin.put(PATH, { regenerate: 1, expire: 0 }));
    expect(renewed).toEqual({
      privsep: 1,
      expire: "0",
      comment: "c",
      value: expect.any(String) as string,
      "full-tokenid": "a@pve!tok",
    });
    expect(await former.get("/version")).toMatchObject({ status: 401 });
    expect(await withToken(admin.simulator, "a@pve!tok", renewed.value).get("/version")).toMatchObject({
      status: 200,
    });
  });

  test.each(["7.4", "8.4", "9.1"] as const)("can't be renewed in place on %s", async (pve) => {
    const admin = await withUser(pve);
    await admin.data(admin.post(PATH));
    expect((await admin.put(PATH, { regenerate: 1 })).json.errors).toEqual({
      regenerate: "property is not defined in schema and the schema does not allow additional properties",
    });
  });

  test.each([
    ["7.4", "c"],
    ["8.4", "c"],
    ["9.1", undefined],
    ["9.2", undefined],
  ] as const)("on %s an empty comment leaves %s", async (pve, comment) => {
    const admin = await withUser(pve);
    await admin.data(admin.post(PATH, { comment: "c" }));
    await admin.data(admin.put(PATH, { comment: "" }));
    expect((await admin.data<{ comment?: string }>(admin.get(PATH))).comment).toBe(comment);
  });

  test("lose a comment by `delete` on 9, which takes nothing else", async () => {
    const admin = await withUser("9.1");
    await admin.data(admin.post(PATH, { comment: "c" }));
    expect(await admin.put(PATH, { delete: "expire" })).toMatchObject({
      status: 500,
      reason: "updating token info failed: 400 Parameter verification failed.",
      json: {
        message:
          "updating token info failed: 400 Parameter verification failed.\ndelete: unknown option 'expire'\n",
      },
    });
    expect(await admin.data(admin.put(PATH, { delete: "comment", privsep: 0 }))).toEqual({
      privsep: "0",
      expire: 0,
    });
  });

  test("are one's own by ticket only", async () => {
    const simulator = await start("9.2");
    simulator.addUser({ userid: "a@pve", password: "secret" });
    const self = await login(simulator, "a@pve", "secret");
    const token = await newToken(self, "a@pve", "tok");
    expect(await self.get(PATH)).toMatchObject({ status: 200 });
    expect(summary(await token.get(PATH))).toBe("403 Permission check failed");
    expect(summary(await token.get("/access/users/ghost@pve/token"))).toBe("403 Permission check failed");
    expect(summary(await (await root(simulator)).get("/access/users/ghost@pve/token"))).toBe(
      "500 no such user ('ghost@pve')",
    );
  });
});
