import { holders, originOf, planRole } from "../../../../pve/reconcile/plan/role";
import type { Claim } from "../../../../pve/reconcile";
import { type ObjectSpec, type RoleSpec, nameOf } from "../../../../pve/spec";
import {
  ACL,
  ALL,
  FULL_TOKENID,
  ROLE,
  TOKEN,
  type There,
  USER,
  claim,
  deployed,
  entry,
  mark,
  seen,
} from "../objects";

const NAME = `role ${ROLE.roleid}`;
const WANTED = ["VM.Audit", "VM.Clone"];
const ADOPT: RoleSpec = { ...ROLE, adopt: true };
const OURS = { [USER.userid]: { comment: mark() }, "else@pve": {} };
const differs = { [ROLE.roleid]: ["VM.Audit", "VM.Console"] };
const updated = {
  change: {
    do: "update-role",
    object: expect.anything(),
    privileges: WANTED,
    held: ["VM.Audit", "VM.Console"],
  },
};
const CHANGE = "\\+ VM\\.Clone - VM\\.Console";

function verdict(
  spec: RoleSpec,
  there: There,
  change: Partial<Claim> = {},
  objects: readonly ObjectSpec[] = [ROLE, ACL],
) {
  return planRole(spec, { wanted: WANTED, seen: seen({ users: OURS, ...there }), objects }, claim(change));
}

const refusal = (text: string) => ({ refusal: expect.stringMatching(new RegExp(text)) });

describe.each([ROLE, ADOPT])("a role (%j)", (spec) => {
  it("that is not there is made", () => {
    expect(verdict(spec, {})).toEqual({ change: { do: "create-role", object: spec, privileges: WANTED } });
  });

  it("that is built into PVE is refused", () => {
    expect(verdict(spec, { builtIn: differs })).toEqual(refusal("is built into PVE .*another roleid"));
    expect(verdict(spec, { builtIn: { [ROLE.roleid]: WANTED } })).toEqual(refusal("is built into PVE"));
  });

  it("that is just as wanted is kept, whoever holds it", () => {
    expect(verdict(spec, { roles: { [ROLE.roleid]: WANTED }, acl: [entry("else@pve")] })).toBe("keep");
  });

  it("that others hold too is refused, with their names", () => {
    const acl = [entry(USER.userid), entry("else@pve", { path: "/vms" }), entry("admins\u202e")];
    for (const change of [{}, { deployed: deployed([NAME]) }, { begun: new Set([NAME]) }]) {
      expect(verdict(spec, { roles: differs, acl }, change)).toEqual(
        refusal(
          `on host3 is held by others too \\(user else@pve on /vms, group admins on /\\).* ${CHANGE} would be`,
        ),
      );
    }
  });

  it("that only ours hold is changed", () => {
    expect(verdict(spec, { roles: differs, acl: [entry(USER.userid, { path: "/vms" })] })).toEqual(updated);
  });

  it("that was deployed or begun by us is changed", () => {
    expect(verdict(spec, { roles: differs }, { deployed: deployed([NAME]) })).toEqual(updated);
    expect(verdict(spec, { roles: differs }, { begun: new Set([NAME]) })).toEqual(updated);
  });
});

describe("a role that is there, differs, and is known to nobody", () => {
  it("is taken over with adopt", () => {
    expect(verdict(ADOPT, { roles: differs })).toEqual(updated);
  });

  it("is refused, with the difference and the way on", () => {
    expect(verdict(ROLE, { roles: differs })).toEqual(
      refusal(
        `^role opentofu-role exists and is not ours on host3\\.\\n  privileges: ${CHANGE}\\nSet \`adopt: true\``,
      ),
    );
  });
});

describe("who holds a role", () => {
  const acl = [
    entry(USER.userid),
    entry("else@pve"),
    entry("else@pve", { path: "/pool/lab" }),
    entry("else@pve", { path: "/vms" }),
    entry("else@pve", { roleid: "other" }),
    entry(`${USER.userid}!t`),
  ];
  const there = seen({
    users: OURS,
    tokens: { [`${USER.userid}!t`]: { comment: mark({ state: "9" }) } },
    acl,
  });
  const on = (path: string): ObjectSpec => ({ ...ACL, path, subject: { type: "user", ugid: "else@pve" } });

  it("are ours by mark, and others unless described, deployed or begun", () => {
    const before = { deployed: deployed([`acl /vms ${ROLE.roleid} user else@pve`]) };
    expect(holders(ROLE.roleid, there, [on("/pool/lab")], claim(before))).toEqual({
      ours: [acl[0]],
      others: [acl[1], acl[5]],
    });
    const begun = { begun: new Set([`acl / ${ROLE.roleid} user else@pve`]) };
    expect(holders(ROLE.roleid, there, [], claim(begun)).others).toEqual([acl[2], acl[3], acl[5]]);
  });

  it("are ours as described for a user that others keep, where a token of that user is described and ours", () => {
    const described = [on("/"), on("/pool/lab"), TOKEN, { ...TOKEN, userid: "else@pve" }];
    const oursOf = (tokens: NonNullable<There["tokens"]>) =>
      holders(
        ROLE.roleid,
        seen({ users: { [USER.userid]: {}, "else@pve": {} }, tokens, acl }),
        described,
        claim(),
      ).ours;
    const token = `else@pve!${TOKEN.tokenid}`;
    expect(oursOf({ [token]: { comment: mark() } })).toEqual([acl[1], acl[2]]);
    expect(oursOf({ [token]: { comment: "by hand" } })).toEqual([]);
    expect(oursOf({ [FULL_TOKENID]: { comment: mark() } })).toEqual([]);
  });
});

describe("who made a role or an ACL entry that is there", () => {
  const none = seen();
  const ours = seen({ users: OURS });
  const token = seen({ users: { "else@pve": {} }, tokens: { "else@pve!t": { comment: mark() } } });
  const before = (origin: "made" | "there" | undefined): NonNullable<Claim["deployed"]> => ({
    objects: new Map([[NAME, origin]]),
    issues: new Map(),
  });

  it.each<[string, ReturnType<typeof seen>, Partial<Claim>, "made" | "there"]>([
    ["as an earlier look has found", ours, { origins: { [NAME]: "there" }, begun: new Set([NAME]) }, "there"],
    ["as the state says", none, { deployed: before("made") }, "made"],
    ["as the state says", ours, { deployed: before("there"), begun: new Set([NAME]) }, "there"],
    ["we, if we have begun it", none, { begun: new Set([NAME]) }, "made"],
    ["we, if a lost state of ours has made its user", ours, {}, "made"],
    ["we, if a lost state of ours has made a token", token, {}, "made"],
    ["others, if nothing of ours was there before", none, {}, "there"],
    [
      "others, if what is ours was left there on purpose",
      seen({ users: { "kept@pve": { comment: mark() } } }),
      {},
      "there",
    ],
    [
      "others, if the state knows all that is ours",
      ours,
      { deployed: deployed(["user opentofu@pve"]) },
      "there",
    ],
  ])("%s", (_, there, change, origin) => {
    const objects = [...ALL, { ...TOKEN, userid: "else@pve", tokenid: "t" }];
    expect(originOf(NAME, there, objects, claim(change))).toBe(origin);
  });

  it.each([
    ["we, if its user is one that we made, whatever the state knows", mark(), "made"],
    ["others, if its user was there before us", mark({ adopted: true }), "there"],
  ])("for an ACL entry: %s", (_, comment, origin) => {
    const there = seen({ users: { [USER.userid]: { comment } } });
    const known = { deployed: deployed([nameOf(USER)]) };
    expect(originOf(nameOf(ACL), there, ALL, claim(known))).toBe(origin);
  });
});
