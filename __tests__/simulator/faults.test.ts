import { mkdtempSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startSimulator } from "../../simulator";
import { Client, login, newToken, root, simulators, summary } from "./support";

const start = simulators();

describe("faults", () => {
  test.each([
    ["request", []],
    ["handled", ["r"]],
  ] as const)("cut a connection at %s", async (at, roles) => {
    const admin = await root(await start("9.2"));
    const { simulator } = admin;
    simulator.faults.on({ method: "POST", path: "/access/roles" }, { at, do: "cut" });
    await expect(admin.post("/access/roles", { roleid: "r" })).rejects.toThrow();
    expect(simulator.snapshot().roles.map(({ roleid }) => roleid)).toEqual(roles);
    expect(simulator.requests.at(-1)).toMatchObject({ n: 2, status: 0 });
  });

  test("run something after the reply, on the n-th request", async () => {
    const admin = await root(await start("9.2"));
    const seen = new Promise<number>((resolve) => {
      const { simulator } = admin;
      simulator.faults.on({ nth: 3 }, { at: "replied", run: () => resolve(simulator.requests.length) });
    });
    await admin.get("/version");
    await admin.get("/version");
    expect(await seen).toBe(3);
  });

  test("let the first requests that they are for pass", async () => {
    const admin = await root(await start("9.2"));
    admin.simulator.faults.on({ path: "/version" }, { at: "request", do: "cut", times: 1, skip: 1 });
    expect(await admin.get("/version")).toMatchObject({ status: 200 });
    await admin.get("/access/users");
    await expect(admin.get("/version")).rejects.toThrow();
    expect(await admin.get("/version")).toMatchObject({ status: 200 });
  });

  test("answer in place of the server, as often as wanted", async () => {
    const admin = await root(await start("9.2"));
    const reply = { status: 595, reason: "Connection refused", headers: { "X-A": "b" }, body: "no" };
    const remove = admin.simulator.faults.on({ path: /^\/access\/users/ }, { reply, times: 1 });
    expect(await admin.get("/access/users")).toMatchObject({
      status: 595,
      reason: "Connection refused",
      text: "no",
    });
    expect(await admin.get("/access/users")).toMatchObject({ status: 200 });
    remove();
  });

  test.each([
    ["timeout", "cfs-lock 'file-user_cfg' error: got lock request timeout"],
    ["no-quorum", "cfs-lock 'file-user_cfg' error: no quorum!"],
    ["aborted", "'file-user_cfg'-locked command timed out - aborting"],
  ] as const)("withhold the lock (%s)", async (error, text) => {
    const admin = await root(await start("9.2"));
    admin.simulator.faults.on({}, { lock: true, error, times: 1 });
    expect(await admin.get("/access/roles")).toMatchObject({ status: 200 });
    expect(summary(await admin.post("/access/roles", { roleid: "r" }))).toBe(
      `500 create role failed: ${text}`,
    );
    expect(summary(await admin.post("/access/roles", { roleid: "r" }))).toBe("200 OK");
  });

  test("are gone when they are taken back", async () => {
    const admin = await root(await start("9.2"));
    admin.simulator.faults.on({}, { at: "request", do: "cut" })();
    expect(await admin.get("/version")).toMatchObject({ status: 200 });
  });
});

describe("the state file", () => {
  const file = (): string => join(mkdtempSync(join(tmpdir(), "simulator-")), "state.json");

  test("keeps everything over a restart, for its owner only", async () => {
    const stateFile = file();
    const first = await startSimulator({ pve: "9.2", stateFile });
    first.addUser({ userid: "a@pve", password: "secret" });
    const token = await newToken(await root(first), "a@pve", "tok");
    const before = first.snapshot();
    await first.stop();
    expect(statSync(stateFile).mode & 0o777).toBe(0o600);
    expect(readFileSync(stateFile, "utf8")).not.toContain("secret-root");

    const second = await start("9.2", { stateFile });
    expect(second.snapshot()).toEqual(before);
    await login(second, "a@pve", "secret");
    expect(await new Client(second, token.headers).get("/version")).toMatchObject({ status: 200 });
  });

  test("is refused by name when it is something else", async () => {
    const stateFile = file();
    writeFileSync(stateFile, "{}");
    await expect(startSimulator({ pve: "9.2", stateFile })).rejects.toThrow(
      `${stateFile} is not a state file`,
    );
  });
});

test("a checkpoint brings the state back, as often as wanted", async () => {
  const admin = await root(await start("9.2"));
  const { simulator } = admin;
  simulator.addUser({ userid: "a@pve" });
  const token = await newToken(admin, "a@pve", "tok");
  const restore = simulator.checkpoint();
  for (const path of ["/access/users/a@pve/token/tok", "/access/users/a@pve"]) {
    await admin.delete(path);
    expect(await new Client(simulator, token.headers).get("/version")).toMatchObject({ status: 401 });
    restore();
    expect(await new Client(simulator, token.headers).get("/version")).toMatchObject({ status: 200 });
  }
});
