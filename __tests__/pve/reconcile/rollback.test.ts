/** A run that fails takes away what it has made, and nothing else. */
import type { ObjectSpec } from "../../../pve/spec";
import { Bench, expectGreen } from "./bench";
import { ACL, ALL, FULL_TOKENID, ROLE, TOKEN, USER } from "./objects";

const EMPTY = { users: {}, roles: {}, tokens: {}, acl: [] };
const UNDONE = "What this run had made was taken away again.";
const GRANT = { method: "PUT", path: "/access/acl" };
const refused = {
  reply: {
    status: 400,
    reason: "Parameter verification failed.",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ data: null, errors: { path: "no" } }),
  },
};

describe("a run that fails", () => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await Bench.start("9.2");
  });
  afterEach(() => bench.reset());
  afterAll(() => bench.simulator.stop());

  it.each([
    ["the role", { method: "POST", path: "/access/roles" }],
    ["the token", { method: "POST", path: /\/token\// }],
    ["the ACL entry", GRANT],
  ])("at %s takes away what it had made, and can be run again", async (_, match) => {
    bench.simulator.faults.on(match, { ...refused, times: 1 });
    const { error } = await bench.run(ALL);
    expect(error).toMatch(/was answered with 400 /);
    expect(error.split("\n").at(-1)).toBe(UNDONE);
    expect(bench.pve).toEqual(EMPTY);
    expectGreen(await bench.run(ALL));
  });

  it("takes away too what a cut connection has left open", async () => {
    const cut = { at: "handled", do: "cut", times: 1 } as const;
    for (const path of ["/access/users", "/access/roles", /\/token\//])
      bench.simulator.faults.on({ method: "POST", path }, cut);
    bench.simulator.faults.on(GRANT, refused);
    expect((await bench.run(ALL)).error).toContain(UNDONE);
    expect(bench.pve).toEqual(EMPTY);
  });

  it("in its proof takes away what it had made", async () => {
    const denied = { reply: { status: 403, reason: "Permission check failed" }, times: 1, skip: 1 };
    bench.simulator.faults.on({ method: "GET", path: "/access/permissions" }, denied);
    const { error } = await bench.run(ALL);
    expect(error).toMatch(/403/);
    expect(error).toContain(UNDONE);
    expect(bench.pve).toEqual(EMPTY);
  });

  it("says nothing of that when it had made nothing", async () => {
    bench.simulator.faults.on({ method: "POST", path: "/access/users" }, refused);
    expect((await bench.run(ALL)).error).not.toContain("taken away");
  });

  it("leaves what was there before it", async () => {
    await bench.root("POST", "/access/users", { userid: USER.userid, comment: "by hand" });
    await bench.root("POST", `/access/users/${USER.userid}/token/other`);
    await bench.root("PUT", "/access/acl", { path: "/vms", roles: "PVEAuditor", users: USER.userid });
    const before = bench.pve;
    const adopted: readonly ObjectSpec[] = ALL.map((object) => ({ ...object, adopt: true }));
    const entries = { ...GRANT };
    bench.simulator.faults.on(entries, { ...refused, times: 1 });
    const { error } = await bench.run(adopted);
    expect(error).toContain(UNDONE);
    expect(bench.pve).toEqual({ ...before, users: { [USER.userid]: expect.anything() } });
    expectGreen(await bench.run(adopted));
  });

  it("leaves what is deployed, whatever it was about to change there", async () => {
    expectGreen(await bench.run(ALL));
    const entry: ObjectSpec = { ...ACL, path: "/vms" };
    bench.simulator.faults.on(GRANT, { ...refused, times: 1 });
    const { error } = await bench.run([USER, ROLE, { ...TOKEN, rotation: "2", issue: "12" }, ACL, entry]);
    expect(error).toMatch(/400/);
    expect(error).not.toContain("taken away");
    expect(Object.keys(bench.pve.tokens)).toEqual([FULL_TOKENID]);
    expect(bench.pve.acl).toHaveLength(1);
    // The secret that was made is kept for the run that follows.
    expect(
      (await bench.run([USER, ROLE, { ...TOKEN, rotation: "2", issue: "12" }, ACL, entry])).said,
    ).toEqual([`acl /vms ${ROLE.roleid} for ${USER.userid}: granted`]);
  });

  it("leaves what others have taken into use meanwhile, and names it", async () => {
    await bench.root("POST", "/access/users", { userid: "else@pve" });
    let isLent = false;
    const lend = async () => {
      if (isLent) return;
      isLent = true;
      await bench.root("PUT", "/access/acl", { path: "/vms", roles: ROLE.roleid, users: "else@pve" });
    };
    bench.simulator.faults.on({ method: "POST", path: /\/token\// }, { at: "request", run: lend });
    bench.simulator.faults.on({ method: "POST", path: /\/token\// }, refused);
    const { error } = await bench.run(ALL);
    expect(error).toContain(`taken away again, but for role ${ROLE.roleid}.`);
    expect(bench.pve).toMatchObject({ roles: { [ROLE.roleid]: expect.anything() }, tokens: {} });
    expect(bench.pve.acl).toEqual([`/vms ${ROLE.roleid} user else@pve 1`]);
  });

  it("says so when it cannot clean up, and the next one finishes", async () => {
    bench.simulator.faults.on(GRANT, { ...refused, times: 1 });
    bench.simulator.faults.on(
      { method: "GET", path: "/access/acl" },
      { at: "request", do: "cut", skip: 1, times: 9 },
    );
    const { error } = await bench.run(ALL);
    expect(error).toMatch(/could not be taken away again; the next deploy finishes it\.$/);
    expect(Object.keys(bench.pve.users)).toEqual([USER.userid]);
    bench.simulator.faults.clear();
    expectGreen(await bench.run(ALL));
  });
});
