/** A token's secret: who gets a new one, and what stays when it does. */
import type { TokenSpec } from "../../../pve/spec";
import { authenticates } from "../../support/authenticates";
import { Bench, MemoryKeeper, expectGreen } from "./bench";
import {
  ACL,
  ALL,
  FULL_TOKENID,
  ROLE,
  SEPARATED,
  TOKEN,
  TOKEN_ACL,
  USER,
  claim,
  deployed,
  mark,
} from "./objects";

const PATH = `/access/users/${USER.userid}/token/${TOKEN.tokenid}`;
const NAME = `token ${FULL_TOKENID}`;
const ROTATED: TokenSpec = { ...SEPARATED, rotation: "2", issue: "12" };
const FULL = [USER, ROLE, SEPARATED, ACL, TOKEN_ACL];
const RENEWED = [`${NAME}: new secret, the former one is dead`];

describe.each(["7.4", "8.4", "9.2"] as const)("a token on PVE %s", (pve) => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await Bench.start(pve);
  });
  afterEach(() => bench.reset());
  afterAll(() => bench.simulator.stop());

  const secret = () => bench.simulator.snapshot().tokens[0]?.secret ?? "";
  const works = (value: string) => authenticates(bench.simulator, `${FULL_TOKENID}=${value}`);

  it("gets another secret by a rotation, and keeps its settings and the ACL entries of others", async () => {
    expectGreen(await bench.run(FULL));
    await bench.root("PUT", "/access/acl", {
      path: "/vms",
      roles: "PVEAuditor",
      tokens: FULL_TOKENID,
      propagate: "0",
    });
    await bench.root("PUT", PATH, { expire: "4102444800" });
    const [before, old] = [bench.pve, secret()];
    bench.simulator.clearRequests();
    const { said, error } = await bench.run([USER, ROLE, ROTATED, ACL, TOKEN_ACL]);
    expect({ said, error }).toEqual({ said: RENEWED, error: "" });
    expect(bench.pve).toEqual({
      ...before,
      tokens: {
        [FULL_TOKENID]: {
          privsep: true,
          expire: 4102444800,
          comment: expect.stringContaining(mark({ issue: "12" })),
        },
      },
    });
    expect(bench.keeper.secrets.get("12")).toBe(secret());
    expect([await works(old), await works(secret())]).toEqual([false, true]);
    expect(bench.writes()).toEqual(
      pve === "9.2"
        ? [`PUT ${PATH}`]
        : [`PUT ${PATH}`, `DELETE ${PATH}`, `POST ${PATH}`, "PUT /access/acl", "PUT /access/acl"],
    );
  });

  it("is issued anew when its secret was begun and is not kept", async () => {
    expectGreen(await bench.run(ALL));
    const old = secret();
    expect((await bench.run(ALL)).said).toEqual([]);
    bench.keeper.secrets.delete("11");
    // Whoever waits for it has taken it by now.
    expect((await bench.run(ALL)).said).toEqual([]);
    bench.keeper.begun.add("11");
    expect((await bench.run(ALL)).said).toEqual(RENEWED);
    expect(secret()).not.toBe(old);
    expect(bench.keeper.secrets.get("11")).toBe(secret());
  });

  it("is issued anew when the one who waits for its secret has not got it, but not if it is kept still", async () => {
    expectGreen(await bench.run(ALL));
    const lost = { lost: new Set(["11"]), deployed: deployed([NAME], "11") };
    expect((await bench.run(ALL, lost)).said).toEqual([]);
    bench.keeper.secrets.clear();
    expect((await bench.run(ALL, lost)).said).toEqual(RENEWED);
  });

  it("that was deleted by hand is refused, with the way on; a rotation makes a new one", async () => {
    expectGreen(await bench.run(ALL));
    await bench.root("DELETE", PATH);
    const before = { deployed: deployed([NAME], "11") };
    expect((await bench.run(ALL, before)).error).toMatch(/^token \S+ is gone from host3: .*token\.rotation/);
    expect(bench.writes()).toEqual([]);
    expectGreen(await bench.run([USER, ROLE, { ...TOKEN, issue: "12", rotation: "2" }, ACL], before));
    expect(await works(bench.keeper.secrets.get("12") ?? "")).toBe(true);
  });

  it("that is deployed keeps its secret when its comment was edited by hand", async () => {
    expectGreen(await bench.run(ALL));
    const old = secret();
    await bench.root("PUT", PATH, { comment: "by hand" });
    const run = await bench.run(ALL, { deployed: deployed([NAME], "11") });
    expect(run.said).toEqual([`${NAME}: comment`]);
    expect(bench.pve.tokens[FULL_TOKENID]?.comment).toBe(`by hand ${mark({ issue: "11" })}`);
    expect(secret()).toBe(old);
  });

  it("is not issued when its secret would reach nobody", async () => {
    expectGreen(await bench.run([USER, ROLE]));
    bench.writes();
    const { error } = await bench.run(ALL, { mayIssue: () => false });
    expect(error).toMatch(/is gone from host3/);
    expect(bench.writes()).toEqual([]);
  });

  it("is not touched when there is no place for its secret", async () => {
    expectGreen(await bench.run(ALL));
    const before = bench.simulator.snapshot().tokens;
    const full = {
      open: () => {
        throw new Error("no space left");
      },
      isLost: () => false,
      read: () => undefined,
      setAside: () => undefined,
      aside: () => undefined,
    };
    expect((await bench.run([USER, ROLE, { ...TOKEN, issue: "12" }, ACL], {}, full)).error).toBe(
      "no space left",
    );
    expect(bench.simulator.snapshot().tokens).toEqual(before);
  });

  it("does not stay when its secret cannot be kept", async () => {
    expectGreen(await bench.run([USER, ROLE]));
    const keep = () => {
      throw new Error("no space left");
    };
    const full = Object.assign(new MemoryKeeper(), { open: () => ({ keep, close: () => undefined }) });
    const { error } = await bench.run(ALL, {}, full);
    expect(error).toMatch(/^no space left\nWhat this run had made was taken away again\.$/);
    expect(bench.simulator.snapshot().tokens).toEqual([]);
  });

  it("does not believe an answer that holds something else than a secret, and repeats nothing of it", async () => {
    const hostile = 'x"\n${file("/etc/passwd")}';
    const reply = {
      status: 200,
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ data: { value: hostile } }),
    };
    bench.simulator.faults.on({ method: "POST", path: PATH }, { reply });
    const { error } = await bench.run(ALL);
    expect(error).toMatch(/is not a token secret of PVE/);
    expect(error).not.toContain("passwd");
    expect(bench.keeper.secrets.size).toBe(0);
  });
});

it("needs the rights to put the entries back before it is deleted for another secret", async () => {
  const bench = await Bench.start("8.4");
  try {
    expectGreen(await bench.run(FULL));
    await bench.root("PUT", "/access/acl", { path: "/vms/100", roles: "PVEAuditor", tokens: FULL_TOKENID });
    await bench.asToken();
    await bench.root("POST", "/access/roles", {
      roleid: "boot",
      privs: "User.Modify,Realm.AllocateUser,Sys.Audit,Sys.Modify",
    });
    await bench.root("PUT", "/access/acl", { path: "/access", roles: "boot", users: "ci@pve" });
    const { error } = await bench.run([ROTATED], claim());
    expect(error).toContain("Permissions.Modify on /vms/100");
    expect(bench.writes()).toEqual([]);
    expect(bench.simulator.snapshot().tokens.map(({ fullTokenid }) => fullTokenid)).toContain(FULL_TOKENID);
  } finally {
    await bench.simulator.stop();
  }
});
