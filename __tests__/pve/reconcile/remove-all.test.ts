/** What is taken away, what stays, and why. */
import type { Identity, Origin, RemovalPolicy } from "../../../pve/spec";
import { Bench, expectGreen } from "./bench";
import {
  ACL,
  ALL,
  FULL_TOKENID,
  OTHER_STATE,
  ROLE,
  SEPARATED,
  TOKEN,
  TOKEN_ACL,
  USER,
  mark,
} from "./objects";

const EMPTY = { users: {}, roles: {}, tokens: {}, acl: [] };

describe.each(["7.4", "9.2"] as const)("taking away on PVE %s", (pve) => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await Bench.start(pve);
  });
  beforeEach(async () => {
    expectGreen(await bench.run([USER, ROLE, SEPARATED, ACL, TOKEN_ACL]));
    bench.simulator.clearRequests();
  });
  afterEach(() => bench.reset());
  afterAll(() => bench.simulator.stop());

  const one = (identity: Identity, removalPolicy: RemovalPolicy = "automatic", origin?: Origin) => ({
    identity,
    removalPolicy,
    ...(origin !== undefined && { origin }),
  });
  const outcome = async (...args: Parameters<typeof one>) => {
    const [result] = await bench.remove([one(...args)]);
    return result?.did === "kept" ? result.why : result?.did;
  };

  it("takes ACL entries first and users last, with one look", async () => {
    const outcomes = await bench.remove([USER, ROLE, TOKEN, ACL, TOKEN_ACL]);
    expect(outcomes.map(({ identity, did }) => `${identity.kind} ${did}`)).toEqual([
      "acl deleted",
      "acl deleted",
      "token deleted",
      "role deleted",
      "user deleted",
    ]);
    expect(bench.requests().toSorted()).toEqual([
      "DELETE /access/roles/opentofu-role",
      "DELETE /access/users/opentofu@pve",
      "DELETE /access/users/opentofu@pve/token/opentofu-token",
      "GET /access/acl",
      "GET /access/roles",
      "GET /access/users",
      "POST /access/ticket",
      "PUT /access/acl",
      "PUT /access/acl",
    ]);
    expect(bench.pve).toEqual(EMPTY);
  });

  it("finds nothing a second time, and that is no error", async () => {
    await bench.remove(ALL);
    bench.simulator.clearRequests();
    expect((await bench.remove(ALL)).map(({ did }) => did)).toEqual([
      "missing",
      "missing",
      "missing",
      "missing",
    ]);
    expect(bench.writes()).toEqual([]);
  });

  it("takes what somebody has taken meanwhile as taken", async () => {
    let isGone = false;
    const first = async () => {
      if (isGone) return;
      isGone = true;
      await bench.root("DELETE", `/access/users/${USER.userid}`);
      await bench.root("DELETE", `/access/roles/${ROLE.roleid}`);
    };
    bench.simulator.faults.on({ method: "PUT", path: "/access/acl" }, { at: "request", run: first });
    await bench.remove([USER, ROLE, TOKEN, ACL, TOKEN_ACL]);
    expect(bench.pve).toEqual(EMPTY);
  });

  it("takes what has drifted", async () => {
    await bench.root("PUT", `/access/users/${USER.userid}`, { email: "a@b.org", enable: "0" });
    await bench.root("PUT", `/access/roles/${ROLE.roleid}`, { privs: "" });
    await bench.root("PUT", "/access/acl", {
      path: "/",
      roles: ROLE.roleid,
      users: USER.userid,
      propagate: "0",
    });
    await bench.remove([USER, ROLE, TOKEN, ACL, TOKEN_ACL]);
    expect(bench.pve).toEqual(EMPTY);
  });

  it("keeps what is to be retained", async () => {
    for (const object of [USER, ROLE, TOKEN, ACL])
      expect(await outcome(object, "retain")).toBe("removalPolicy is `retain`");
    expect(bench.writes()).toEqual([]);
  });

  it("keeps a role and an ACL entry that were there before, unless they are to be deleted", async () => {
    const before = "it was there before this set-up";
    expect(await outcome(ACL, "automatic", "there")).toBe(before);
    expect(await outcome(ROLE, "automatic", "there")).toBe(before);
    expect(await outcome(TOKEN_ACL, "automatic", "made")).toBe("deleted");
    expect(await outcome(ACL, "delete", "there")).toBe("deleted");
    expect(await outcome(ROLE, "delete", "there")).toBe("deleted");
  });

  it.each([
    ["adopted", mark({ adopted: true })],
    ["unmarked", "by hand"],
    ["another stack's", mark({ owner: "other/host3" })],
    ["another state's", mark({ state: OTHER_STATE })],
  ])("keeps a user and a token that are %s, unless they are to be deleted", async (_, comment) => {
    await bench.root("PUT", `/access/users/${USER.userid}`, { comment });
    await bench.root("PUT", `/access/users/${USER.userid}/token/${TOKEN.tokenid}`, { comment });
    const why = "its comment does not say that we made it";
    expect(await outcome(TOKEN)).toBe(why);
    expect(await outcome(USER)).toBe(why);
    expect(await outcome(TOKEN, "delete")).toBe("deleted");
    expect(await outcome(USER, "delete")).toBe("deleted");
  });

  it("keeps the access of a user and a token that another state has taken over", async () => {
    const comment = mark({ state: OTHER_STATE, issue: "21" });
    await bench.root("PUT", `/access/users/${USER.userid}`, { comment: mark({ state: OTHER_STATE }) });
    await bench.root("PUT", `/access/users/${USER.userid}/token/${TOKEN.tokenid}`, { comment });
    const before = bench.pve;
    const outcomes = await bench.remove([USER, ROLE, TOKEN, ACL, TOKEN_ACL]);
    expect(outcomes.map((each) => (each.did === "kept" ? each.why : each.did))).toEqual([
      "another Terraform state of this stack has taken over its user",
      "another Terraform state of this stack has taken over its token",
      "its comment does not say that we made it",
      "it is still held by token opentofu@pve!opentofu-token on /, user opentofu@pve on /",
      "its comment does not say that we made it",
    ]);
    expect(bench.pve).toEqual(before);
    // Without a list of states, as on another machine, any of ours is ours.
    await bench.remove([USER, ROLE, TOKEN, ACL, TOKEN_ACL], { states: [] });
    expect(bench.pve).toEqual(EMPTY);
  });

  it("takes an entry that we wrote on a user of others, and leaves the user", async () => {
    await bench.root("PUT", `/access/users/${USER.userid}`, { comment: `x ${mark({ adopted: true })}` });
    await bench.remove([one(ACL, "automatic", "made"), one(USER)]);
    expect(bench.pve).toMatchObject({
      users: { [USER.userid]: {} },
      acl: [expect.stringContaining(" token ")],
    });
  });

  it("keeps what something of others depends on, and names it, also if it is to be deleted", async () => {
    await bench.root("POST", "/access/users", { userid: "else@pve" });
    await bench.root("PUT", "/access/acl", { path: "/vms", roles: ROLE.roleid, users: "else@pve" });
    await bench.root("POST", `/access/users/${USER.userid}/token/other`);
    await bench.remove([ACL, TOKEN_ACL, TOKEN]);
    for (const policy of ["automatic", "delete"] as const) {
      expect(await outcome(ROLE, policy)).toBe("it is still held by user else@pve on /vms");
      expect(await outcome(USER, policy)).toBe("it has tokens that we did not make: opentofu@pve!other");
    }
  });

  it("never takes what PVE brings along", async () => {
    expect(await outcome({ kind: "role", roleid: "PVEAuditor" }, "delete")).toBe("it is built into PVE");
    expect(await outcome({ kind: "user", userid: "root@pam" }, "delete")).toBe("PVE needs it");
    expect(bench.writes()).toEqual([]);
  });

  it("goes on where another one takes the same away", async () => {
    await Promise.all([
      bench.remove([USER, ROLE, TOKEN, ACL, TOKEN_ACL]),
      bench.remove([USER, ROLE, TOKEN, ACL, TOKEN_ACL]),
    ]);
    expect(bench.pve).toEqual(EMPTY);
  });

  it("takes only the token that is named", async () => {
    await bench.root("POST", `/access/users/${USER.userid}/token/other`, { comment: mark() });
    expect(await outcome(TOKEN)).toBe("deleted");
    expect(Object.keys(bench.pve.tokens)).toEqual([`${USER.userid}!other`]);
    expect(FULL_TOKENID in bench.pve.tokens).toBe(false);
  });
});
