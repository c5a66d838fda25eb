/** What the ACL as a whole takes from whom. */
import { reviewAcl } from "../../../pve/reconcile/review";
import type { AclSpec, ObjectSpec } from "../../../pve/spec";
import { ACL, ALL, FULL_TOKENID, ROLE, SEPARATED, TOKEN_ACL, USER, entry, seen } from "./objects";

const VERSION = { major: 9, minor: 2, text: "9.2" } as const;
const ROLES = { [ROLE.roleid]: ["VM.Audit", "VM.Clone"], small: ["VM.Audit"], NoAccess: [] };
const CLAIM = { owner: "lab/host3", states: [] };
const REPLACES = "A level of PVE's ACL replaces what is above it";
const BOTH: readonly ObjectSpec[] = [USER, ROLE, SEPARATED, ACL, TOKEN_ACL];

/** Our user is in the group `team`; what is described is there, and these entries. */
function review(
  objects: readonly ObjectSpec[],
  acl: readonly ReturnType<typeof entry>[],
  fresh: readonly AclSpec[] = [],
) {
  const own = objects.filter(
    (object) => object.kind === "acl" && !fresh.includes(object),
  ) as readonly AclSpec[];
  const there = seen({ users: { [USER.userid]: {} }, roles: ROLES, acl: [...own, ...acl] });
  const users = new Map([...there.users].map(([userid, user]) => [userid, { ...user, groups: ["team"] }]));
  return reviewAcl(objects, fresh, { seen: { ...there, users }, version: VERSION, claim: CLAIM });
}

test.each<[string, readonly ObjectSpec[], readonly ReturnType<typeof entry>[], readonly string[]]>([
  ["nothing but what is described", ALL, [], []],
  ["a group of others", ALL, [entry("else", { path: "/vms", roleid: "NoAccess" })], []],
  [
    "a group on the same level, which the user's own entry hides",
    ALL,
    [entry("team", { roleid: "NoAccess" })],
    [],
  ],
  [
    "a group on a level above",
    [USER, ROLE, { ...ACL, path: "/vms" }],
    [entry("team", { roleid: "NoAccess" })],
    [],
  ],
  ["a group that gives as much", ALL, [entry("team", { path: "/vms" })], []],
  [
    "a group that gives less below",
    ALL,
    [entry("team", { path: "/vms", roleid: "small" })],
    ["small for group team on /vms takes from user opentofu@pve what / gives: VM.Clone"],
  ],
  [
    "NoAccess of a group, also where it does not propagate",
    ALL,
    [entry("team", { path: "/vms", roleid: "NoAccess", propagate: false })],
    ["NoAccess for group team on /vms takes from user opentofu@pve what / gives: VM.Audit, VM.Clone"],
  ],
  [
    "the user's own entry, which hides the group's",
    ALL,
    [
      entry("team", { path: "/vms", roleid: "NoAccess" }),
      entry(USER.userid, { path: "/vms", roleid: "small" }),
    ],
    ["small for user opentofu@pve on /vms takes from user opentofu@pve what / gives: VM.Clone"],
  ],
  [
    "a group's entry, with privilege separation",
    BOTH,
    [entry("team", { path: "/vms", roleid: "NoAccess" })],
    [
      `NoAccess for group team on /vms takes from user opentofu@pve, token ${FULL_TOKENID} what / gives: VM.Audit, VM.Clone`,
    ],
  ],
  [
    "the token's own entry, with privilege separation",
    BOTH,
    [entry(FULL_TOKENID, { path: "/vms", roleid: "small" })],
    [`small for token ${FULL_TOKENID} on /vms takes from token ${FULL_TOKENID} what / gives: VM.Clone`],
  ],
  [
    "the token's own entry, which PVE ignores without it",
    ALL,
    [entry(FULL_TOKENID, { path: "/vms", roleid: "small" })],
    [],
  ],
  [
    "an entry on the described path itself, for somebody whom no token proves",
    [ROLE, { ...ACL, subject: { type: "user", ugid: USER.userid } }],
    [entry(USER.userid, { roleid: "NoAccess" })],
    [
      "NoAccess for user opentofu@pve on / takes from user opentofu@pve what is described there: VM.Audit, VM.Clone",
    ],
  ],
])("%s", (_, objects, acl, expected) => {
  expect(review(objects, acl)).toEqual({
    faults: [],
    notices: expected.map((sentence) => `${sentence}. ${REPLACES}`),
  });
});

test("an entry that is about to be made takes what a group gives from above", () => {
  const fresh: AclSpec = { ...ACL, path: "/vms", roleid: "small" };
  const small: ObjectSpec = { ...ROLE, roleid: "small", privileges: { list: ["VM.Audit"] } };
  expect(review([USER, small, fresh], [entry("team")], [fresh]).notices).toEqual([
    `small for user opentofu@pve on /vms takes from user opentofu@pve what / gives: VM.Clone. ${REPLACES}`,
  ]);
});

describe("a user that others keep", () => {
  const fresh: AclSpec = { ...ACL, roleid: "small" };
  const below: AclSpec = { ...fresh, path: "/vms" };

  it.each<[string, AclSpec, string]>([
    ["on the same level", fresh, `what ${ROLE.roleid} for group team on / gives: VM.Clone`],
    ["above", below, "what / gives: VM.Clone"],
  ])("loses nothing that a group gives it %s, unless it is meant", (_, own, what) => {
    const { faults, notices } = review([own], [entry("team")], [own]);
    const { path } = own;
    expect(faults).toEqual([
      expect.stringContaining(`small for user opentofu@pve on ${path} takes from user opentofu@pve ${what}`),
    ]);
    expect(faults[0]).toContain("privilegeSeparation: true");
    expect(notices).toEqual([]);
    const meant = { ...own, adopt: true };
    expect(review([meant], [entry("team")], [meant])).toEqual({
      faults: [],
      notices: [expect.stringContaining(what)],
    });
  });

  it("is warned of what its own entries give it above", () => {
    const { faults, notices } = review([below], [entry(USER.userid), entry("team")], [below]);
    expect(faults).toEqual([]);
    expect(notices).toEqual([expect.stringContaining("takes from user opentofu@pve what / gives: VM.Clone")]);
  });
});

test("groups count as they are described: who is in them, and what they are granted", () => {
  const leaving: ObjectSpec = { ...USER, groups: [] };
  const below = [entry("team", { path: "/vms", roleid: "NoAccess" })];
  expect(review([leaving, ROLE, ACL], below).notices).toEqual([]);
  const joining: ObjectSpec = { ...USER, groups: ["lab-team"] };
  const ofGroup: AclSpec = {
    ...ACL,
    path: "/vms",
    roleid: "NoAccess",
    subject: { type: "group", ugid: "lab-team" },
  };
  expect(review([joining, ROLE, ACL, ofGroup], [], [ofGroup]).notices).toEqual([
    `NoAccess for group lab-team on /vms takes from user opentofu@pve what / gives: VM.Audit, VM.Clone. ${REPLACES}`,
  ]);
});

test("of thousands of entries each is looked at a few times", () => {
  const objects = [
    ...ALL,
    ...Array.from({ length: 3_000 }, (_, index) => ({ ...ACL, path: `/vms/${String(100 + index)}` })),
  ];
  let looks = 0;
  const others = Array.from({ length: 3_000 }, (_, index) => ({
    ...entry(USER.userid),
    get path() {
      looks += 1;
      return `/vms/${String(100 + index)}`;
    },
  }));
  review(objects, others);
  expect(looks).toBeLessThan(20 * others.length);
});
