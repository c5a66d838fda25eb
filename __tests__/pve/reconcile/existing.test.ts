/** Users and roles that others keep: granted, used, and never changed or deleted. */
import type { AclSpec, ObjectSpec, TokenSpec } from "../../../pve/spec";
import { Bench, expectGreen } from "./bench";
import { ACL, ROLE, TOKEN, deployed } from "./objects";

const JANE = "jane@pam";
const OF_JANE: TokenSpec = { ...TOKEN, userid: JANE };
const AUDITOR: AclSpec = { ...ACL, roleid: "PVEAuditor", subject: { type: "user", ugid: JANE } };
const NAME = `token ${JANE}!opentofu-token`;

describe.each(["7.4", "8.4", "9.2"] as const)("on PVE %s", (pve) => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await Bench.start(pve);
  });
  beforeEach(async () => {
    await bench.root("POST", "/access/groups", { groupid: "admins" });
    await bench.root("POST", "/access/users", { userid: JANE, comment: "Jane", groups: "admins" });
    await bench.root("POST", `/access/users/${JANE}/token/hers`, { comment: "hers" });
  });
  afterEach(() => bench.reset());
  afterAll(() => bench.simulator.stop());

  const grantGroup = (path: string, roles: string) =>
    bench.root("PUT", "/access/acl", { path, roles, groups: "admins" });

  it("a token is made for a user, a role of PVE is granted, and taken away they leave all as it was", async () => {
    const before = bench.pve;
    expect((await bench.run([OF_JANE, AUDITOR])).said).toEqual([
      `${NAME}: created`,
      `acl / PVEAuditor for ${JANE}: granted`,
    ]);
    expect(bench.pve.users).toEqual(before.users);
    expect(Object.keys(bench.pve.tokens)).toEqual([`${JANE}!hers`, `${JANE}!opentofu-token`]);
    expect(bench.origins).toEqual({ [`acl / PVEAuditor user ${JANE}`]: "made" });
    expect(await bench.run([OF_JANE, AUDITOR])).toEqual({ said: [], warned: [], error: "" });
    const outcomes = await bench.remove([OF_JANE, AUDITOR]);
    expect(outcomes.map(({ did }) => did)).toEqual(["deleted", "deleted"]);
    expect(bench.pve).toEqual(before);
  });

  it("what is missing stops the run before its first write, with the nearest names", async () => {
    const { error } = await bench.run([
      { ...TOKEN, userid: "jan@pam" },
      { ...AUDITOR, roleid: "PVEAuditr", subject: { type: "token", ugid: `${JANE}!her` } },
    ]);
    expect(error.split("\n").sort()).toEqual([
      "ACL path /: host3 has no role PVEAuditr, and none is described. Did you mean PVEAuditor?",
      `ACL path /: host3 has no token ${JANE}!her, and none is described. Did you mean ${JANE}!hers?`,
      `token jan@pam!opentofu-token: host3 has no user jan@pam, and none is described. Did you mean ${JANE}?`,
    ]);
    expect(bench.writes()).toEqual([]);
  });

  it.each([
    [{ enable: "0" }, "is disabled"],
    [{ expire: "1577836800" }, "has expired"],
  ])("no token is made for a user that cannot use it: %j", async (params, why) => {
    await bench.root("PUT", `/access/users/${JANE}`, params);
    expect((await bench.run([OF_JANE])).error).toBe(
      `${NAME}: its user ${why} on host3, so PVE would refuse the token. Whoever keeps that user has to mend it.`,
    );
    expect(bench.writes()).toEqual([]);
  });

  it("a user that keeps its rights by a group loses none of them by an entry of its own", async () => {
    await grantGroup("/", "PVEAdmin");
    const { error } = await bench.run([OF_JANE, AUDITOR]);
    expect(error).toMatch(
      /^host3: PVEAuditor for user jane@pam on \/ takes from user jane@pam what PVEAdmin for group admins on \/ gives: .* more\. PVE counts a user's own entry instead.*privilegeSeparation: true/,
    );
    expect(bench.writes()).toEqual([]);
    // The token alone is confined, and the user keeps what it has.
    const ofToken: AclSpec = { ...AUDITOR, subject: { type: "token", ugid: `${JANE}!opentofu-token` } };
    expect(await bench.run([{ ...OF_JANE, privsep: true }, ofToken])).toMatchObject({
      warned: [],
      error: "",
    });
  });

  it("an entry that takes nothing from what a group gives is made, and one that is meant to", async () => {
    await grantGroup("/", "PVEAuditor");
    expect(await bench.run([AUDITOR])).toMatchObject({ warned: [], error: "" });
    await grantGroup("/vms", "PVEVMAdmin");
    const below: AclSpec = { ...AUDITOR, path: "/vms", adopt: true };
    expect(await bench.run([below])).toMatchObject({
      warned: [
        expect.stringMatching(/takes from user jane@pam what PVEVMAdmin for group admins on \/vms gives/),
      ],
      error: "",
    });
  });

  it("what a user has besides is a notice, and none if the token is to have just that", async () => {
    await bench.root("PUT", "/access/acl", { path: "/vms", roles: "PVEVMUser", users: JANE });
    expectGreen(await bench.run([OF_JANE]));
    expect((await bench.run([OF_JANE])).warned).toEqual([]);
    const { warned, error } = await bench.run([OF_JANE, AUDITOR]);
    expect(error).toBe("");
    expect(warned).toContainEqual(
      expect.stringMatching(
        /has more than was granted here on \/vms: .*PVEVMUser for user jane@pam on \/vms/,
      ),
    );
  });

  it("a role that only such a user holds by us is ours where its token is", async () => {
    const entry: AclSpec = { ...AUDITOR, roleid: ROLE.roleid };
    const objects: ObjectSpec[] = [ROLE, OF_JANE, entry];
    expectGreen(await bench.run(objects));
    const smaller: ObjectSpec = { ...ROLE, privileges: { list: ["VM.Audit"] } };
    expect((await bench.run([smaller, OF_JANE, entry])).said).toEqual(["role opentofu-role: - VM.Clone"]);
  });

  it("a token that somebody deleted is not made again by itself", async () => {
    const { error } = await bench.run([OF_JANE], {
      deployed: { ...deployed([NAME]), issues: new Map([[NAME, "11"]]) },
    });
    expect(error).toMatch(/token jane@pam!opentofu-token is gone from host3/);
  });

  it("what was made here and is named as existing now stays", async () => {
    const removal = { identity: OF_JANE, removalPolicy: "automatic" as const };
    expectGreen(await bench.run([OF_JANE]));
    const [outcome] = await bench.remove([{ ...removal, isNamed: true }]);
    expect(outcome).toMatchObject({
      did: "kept",
      why: "the description names it as one that exists already",
    });
    expect(Object.keys(bench.pve.tokens)).toContain(`${JANE}!opentofu-token`);
  });
});
