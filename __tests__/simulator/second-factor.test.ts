import { anonymous, login, root, simulators, summary, withTicket } from "./support";

const start = simulators();
const FAILED = "401 authentication failure";
/** The RFC 6238 test secret. */
const SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

interface TicketData {
  readonly ticket: string;
  readonly CSRFPreventionToken: string;
  readonly NeedTFA?: number;
  readonly cap?: unknown;
}

describe("a second factor", () => {
  test.each(["8.4", "9.1", "9.2"] as const)(
    "is asked for by %s and answered in a second step",
    async (pve) => {
      const simulator = await start(pve);
      simulator.addUser({
        userid: "ann@pve",
        password: "secret",
        totpSecret: SECRET,
        recoveryKeys: ["k-0", "k-1"],
      });
      const visitor = anonymous(simulator);
      const user = { username: "ann@pve" };
      const half = await visitor.data<TicketData>(
        visitor.post("/access/ticket", { ...user, password: "secret" }),
      );
      expect(half).toMatchObject({ NeedTFA: 1 });
      expect(half.cap).toBeUndefined();
      const challenge = half.ticket.split(":")[1]?.slice("!tfa!".length) ?? "";
      expect(JSON.parse(decodeURIComponent(challenge))).toEqual({ totp: true, recovery: [0, 1] });
      expect(await withTicket(simulator, half).get("/version")).toMatchObject({ status: 401 });

      const second = { ...user, "tfa-challenge": half.ticket };
      const wrong = await visitor.post("/access/ticket", { ...second, password: "totp:000000x" });
      expect(summary(wrong)).toBe(FAILED);
      const password = simulator.totp("ann@pve");
      const full = await visitor.data<TicketData>(visitor.post("/access/ticket", { ...second, password }));
      expect(await withTicket(simulator, full).get("/version")).toMatchObject({ status: 200 });
      const again = await visitor.post("/access/ticket", { ...second, password });
      expect(summary(again)).toBe(FAILED);
    },
  );

  test("can be sent along with the password", async () => {
    const simulator = await start("9.2");
    simulator.addUser({ userid: "ann@pve", password: "secret", totpSecret: SECRET });
    const visitor = anonymous(simulator);
    const fields = { username: "ann@pve", password: "secret" };
    const code = simulator.totp("ann@pve");
    expect(summary(await visitor.post("/access/ticket", { ...fields, otp: code.slice(5) }))).toBe(FAILED);
    expect(summary(await visitor.post("/access/ticket", { ...fields, otp: code }))).toBe("200 OK");
  });

  test("locks after eight wrong codes, until a recovery key is used", async () => {
    const simulator = await start("9.2");
    simulator.addUser({ userid: "ann@pve", password: "secret", totpSecret: SECRET, recoveryKeys: ["k-0"] });
    const visitor = anonymous(simulator);
    const attempt = async (otp: string): Promise<string> =>
      summary(await visitor.post("/access/ticket", { username: "ann@pve", password: "secret", otp }));
    for (let count = 0; count < 8; count += 1) expect(await attempt("totp:xxxxxx")).toBe(FAILED);
    expect(await attempt(simulator.totp("ann@pve"))).toBe(FAILED);
    const admin = await root(simulator);
    const users = await admin.data<Record<string, unknown>[]>(admin.get("/access/users"));
    expect(users[0]).toMatchObject({ userid: "ann@pve", "totp-locked": 1 });
    expect(await attempt("recovery:k-0")).toBe("200 OK");
    expect(await attempt(simulator.totp("ann@pve"))).toBe("200 OK");
  });

  test("on PVE 7 takes the old form unless the new one is asked for", async () => {
    const simulator = await start("7.4");
    simulator.addUser({ userid: "ann@pve", password: "secret", totpSecret: SECRET });
    const visitor = anonymous(simulator);
    const fields = { username: "ann@pve", password: "secret" };
    const old = await visitor.data<TicketData>(visitor.post("/access/ticket", fields));
    expect(old.ticket).toMatch(/^PVE:tfa!ann@pve:/);
    expect(await withTicket(simulator, old).get("/version")).toMatchObject({ status: 401 });
    const response = simulator.totp("ann@pve").slice("totp:".length);
    expect(await withTicket(simulator, old).post("/access/tfa", { response })).toMatchObject({ status: 200 });
    const recent = await visitor.data<TicketData>(
      visitor.post("/access/ticket", { ...fields, "new-format": 1 }),
    );
    expect(recent.ticket).toMatch(/^PVE:!tfa!/);
  });
});

describe("the second factors of a user", () => {
  test("are answered one by one, with 404 for one that is not there", async () => {
    const simulator = await start("9.2");
    simulator.addUser({ userid: "ann@pve", totpSecret: SECRET });
    const admin = await root(simulator);
    expect(await admin.data(admin.get("/access/tfa/ann@pve/totp:0"))).toMatchObject({ type: "totp" });
    expect(summary(await admin.get("/access/tfa/ann@pve/zz"))).toBe("404 No such tfa entry 'zz'");
    expect(summary(await admin.delete("/access/tfa/ann@pve/zz"))).toBe("500 no such entry");
  });

  test("are listed with what is locked, since 8", async () => {
    const simulator = await start("9.2");
    simulator.addUser({ userid: "ann@pve", password: "secret", totpSecret: SECRET });
    const wrong = { username: "ann@pve", password: "secret", otp: "totp:xxxxxx" };
    for (let count = 0; count < 8; count += 1) await anonymous(simulator).post("/access/ticket", wrong);
    const admin = await root(simulator);
    expect(await admin.data(admin.get("/access/tfa"))).toMatchObject([
      { userid: "ann@pve", "totp-locked": 1 },
    ]);
  });

  test("lock their user for an hour after a hundred failures, and are listed so for that long", async () => {
    const simulator = await start("9.2");
    simulator.addUser({ userid: "ann@pve", password: "secret", recoveryKeys: ["k-0", "k-1"] });
    const visitor = anonymous(simulator);
    const attempt = async (otp: string): Promise<string> =>
      summary(await visitor.post("/access/ticket", { username: "ann@pve", password: "secret", otp }));
    for (let count = 0; count < 100; count += 1) await attempt("recovery:x");
    const locked = { userid: "ann@pve", "tfa-locked-until": expect.any(Number) as number };
    const lists = async (): Promise<unknown[]> => {
      const admin = await root(simulator);
      const of = async (path: string): Promise<unknown> => (await admin.data<unknown[]>(admin.get(path)))[0];
      return [await of("/access/users"), await of("/access/tfa")];
    };
    expect(await attempt("recovery:k-0")).toBe(FAILED);
    expect(await lists()).toMatchObject([locked, locked]);
    simulator.advanceClock(3601);
    for (const user of await lists()) expect(user).not.toHaveProperty("tfa-locked-until");
    expect(await attempt("recovery:k-0")).toBe("200 OK");
  });

  test.each([
    ["7.4", "password is required to modify TFA data"],
    ["9.2", "password is required to modify user"],
  ] as const)("are removed on %s with the password of who removes them", async (pve, text) => {
    const simulator = await start(pve);
    const password = "secret";
    simulator.addUser({ userid: "ann@pve", password });
    const ann = await login(simulator, "ann@pve", password);
    simulator.addUser({ userid: "ann@pve", totpSecret: SECRET });
    const path = "/access/tfa/ann@pve/totp:0";
    expect(await ann.delete(path)).toMatchObject({ status: 400, json: { errors: { password: text } } });
    expect(summary(await ann.delete(path, { password: "wrong" }))).toBe("500 invalid credentials");
    expect(summary(await ann.delete(path, { password }))).toBe("200 OK");
    expect(await ann.data(ann.get("/access/tfa/ann@pve"))).toEqual([]);
  });
});
