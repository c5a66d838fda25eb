/** What is not ours stops a run before its first write, and is taken over on request. */
import type { ObjectSpec } from "../../../pve/spec";
import { Bench, expectGreen } from "./bench";
import { ACL, ALL, FULL_TOKENID, OTHER_STATE, ROLE, TOKEN, USER, mark } from "./objects";

const ADOPTED = ALL.map((object): ObjectSpec => ({ ...object, adopt: true }));
const TOKEN_PATH = `/access/users/${USER.userid}/token/${TOKEN.tokenid}`;

describe.each(["7.4", "8.4", "9.2"] as const)("on PVE %s", (pve) => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await Bench.start(pve);
  });
  afterEach(() => bench.reset());
  afterAll(() => bench.simulator.stop());

  /** User, role, token and ACL entry of somebody else, under the names that are described. */
  async function makeByHand(comment = "by hand"): Promise<void> {
    await bench.root("POST", "/access/users", { userid: USER.userid, comment, email: "a@b.org" });
    await bench.root("POST", "/access/roles", { roleid: ROLE.roleid, privs: "VM.Audit,VM.Console" });
    await bench.root("POST", TOKEN_PATH, { comment, privsep: "1" });
    await bench.root("PUT", "/access/acl", {
      path: "/",
      roles: ROLE.roleid,
      users: USER.userid,
      propagate: "0",
    });
  }

  it("refuses all that is not ours at once, each with its difference, and writes nothing", async () => {
    await makeByHand();
    const before = bench.pve;
    const { error, said } = await bench.run([{ ...USER, email: "" }, ROLE, TOKEN, ACL]);
    expect(error).toMatch(
      /^user opentofu@pve exists and is not ours on host3\.\n {2}email: wanted "", there is "a@b.org"$/m,
    );
    // Held by somebody who is not ours, though our own description names the entry.
    expect(error).toMatch(
      /^role opentofu-role exists and is not ours on host3\.\n {2}privileges: \+ VM\.Clone - VM\.Console$/m,
    );
    expect(error).toMatch(
      /^token opentofu@pve!opentofu-token exists and is not ours on host3\.\n {2}privsep: wanted false/m,
    );
    expect(error).toMatch(
      /^ACL entry \/ opentofu-role for user opentofu@pve exists and is not ours on host3\./m,
    );
    expect(error.match(/adopt: true/g)).toHaveLength(4);
    expect(said).toEqual([]);
    expect(bench.writes()).toEqual([]);
    expect(bench.pve).toEqual(before);
    expect(bench.keeper.begun.size).toBe(0);
  });

  it("takes over what is there, keeps what is not described, and leaves it when it is taken away", async () => {
    await makeByHand();
    const secret = bench.simulator.snapshot().tokens[0]?.secret;
    const run = await bench.run(ADOPTED);
    expect(run.error).toBe("");
    expect(run.said).toEqual([
      "user opentofu@pve: comment",
      "role opentofu-role: + VM.Clone - VM.Console",
      "token opentofu@pve!opentofu-token: new secret, the former one is dead",
      "acl / opentofu-role for opentofu@pve: propagate true",
    ]);
    expect(bench.pve).toEqual({
      users: {
        [USER.userid]: expect.objectContaining({
          comment: `by hand ${mark({ adopted: true })}`,
          email: "a@b.org",
        }),
      },
      roles: { [ROLE.roleid]: ["VM.Audit", "VM.Clone"] },
      tokens: {
        [FULL_TOKENID]: {
          privsep: false,
          expire: 0,
          comment: `by hand ${mark({ issue: "11", adopted: true })}`,
        },
      },
      acl: [`/ ${ROLE.roleid} user ${USER.userid} 1`],
    });
    expect(bench.keeper.secrets.get("11")).not.toBe(secret);
    expect(bench.origins).toEqual({
      [`role ${ROLE.roleid}`]: "there",
      [`acl / ${ROLE.roleid} user ${USER.userid}`]: "there",
    });
    expect((await bench.run(ADOPTED)).said).toEqual([]);
    const outcomes = await bench.remove(
      ALL.map((identity) => ({
        identity,
        removalPolicy: "automatic",
        ...(identity.kind === "role" || identity.kind === "acl" ? { origin: "there" } : {}),
      })),
    );
    expect(outcomes.map(({ did }) => did)).toEqual(["kept", "kept", "kept", "kept"]);
    expect(Object.keys(bench.pve.tokens)).toHaveLength(1);
  });

  it("leaves another stack's objects alone", async () => {
    await makeByHand(`x ${mark({ owner: "other/host3", issue: "5" })}`);
    const { error } = await bench.run(ALL);
    expect(error).toMatch(/^user opentofu@pve belongs to other\/host3 on host3\.$/m);
    expect(error).toMatch(/^token opentofu@pve!opentofu-token belongs to other\/host3 on host3\.$/m);
    expect(bench.writes()).toEqual([]);
  });

  it("refuses what another state of the same description has made, and takes it over as ours", async () => {
    expectGreen(await bench.run(ALL, { state: OTHER_STATE, states: [OTHER_STATE] }));
    bench.writes();
    const { error } = await bench.run(ALL);
    expect(error.split("\n")).toEqual([
      expect.stringMatching(/^user opentofu@pve on host3 was made by another Terraform state/),
      expect.stringMatching(/^token opentofu@pve!opentofu-token on host3 was made by another.*adopt: true/),
    ]);
    expect(bench.writes()).toEqual([]);
    // A state that was deployed from this machine and is lost is ours.
    expectGreen(await bench.run(ALL, { states: ["1", OTHER_STATE] }));
    await bench.run(ALL, { state: OTHER_STATE, states: ["1", OTHER_STATE] });
    expectGreen(await bench.run(ADOPTED));
    expect(bench.pve.users[USER.userid]?.comment).toBe(`OpenTofu/Terraform ${mark()}`);
    const outcomes = await bench.remove(ALL);
    expect(outcomes.map(({ did }) => did)).toEqual(["deleted", "deleted", "deleted", "deleted"]);
  });

  it("does not change a role that others hold, also with adopt, and names them", async () => {
    expectGreen(await bench.run(ALL));
    await bench.root("POST", "/access/users", { userid: "else@pve" });
    await bench.root("PUT", "/access/acl", { path: "/vms", roles: ROLE.roleid, users: "else@pve" });
    for (const adopt of [false, true]) {
      const changed: ObjectSpec = { ...ROLE, privileges: { list: ["VM.Audit"] }, adopt };
      const { error } = await bench.run([USER, changed, TOKEN, ACL]);
      expect(error).toMatch(
        /role opentofu-role on host3 is held by others too \(user else@pve on \/vms\).* - VM\.Clone/,
      );
    }
    expect(bench.writes()).toEqual([]);
    // What is as wanted may be held by anybody.
    expectGreen(await bench.run(ALL));
  });

  it("does not change a role that is built into PVE", async () => {
    const { error } = await bench.run([{ ...ROLE, roleid: "PVEAuditor", adopt: true }]);
    expect(error).toMatch(/^role PVEAuditor on host3 is built into PVE and cannot be changed/);
    expect(bench.writes()).toEqual([]);
  });
});
