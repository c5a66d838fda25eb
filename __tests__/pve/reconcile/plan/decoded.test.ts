/** PVE 7 reads `%41` as `A`, so such a text never is as described. */
import { planAll } from "../../../../pve/reconcile/plan";
import type { TokenSpec, UserSpec } from "../../../../pve/spec";

const CLAIM = {
  cluster: "host3",
  owner: "lab/host3",
  state: "1",
  states: ["1"],
  deployed: undefined,
  begun: new Set<string>(),
  origins: {},
  lost: new Set<string>(),
  mayIssue: () => true,
};
const NOTHING = {
  users: new Map<string, never>(),
  groups: new Map<string, never>(),
  roles: new Map<string, never>(),
  acl: [],
};
const USER: UserSpec = { kind: "user", userid: "ci@pve" };
const TOKEN: TokenSpec = {
  kind: "token",
  userid: "ci@pve",
  tokenid: "deploy",
  privsep: false,
  rotation: "1",
  issue: "7",
};

function refusalsOn(major: number, objects: readonly (UserSpec | TokenSpec)[]): readonly string[] {
  return planAll(objects, NOTHING, { major, minor: 4, text: `${String(major)}.4` }, CLAIM).refusals;
}

test("PVE 7 is not given what it would read as something else", () => {
  const objects = [
    { ...USER, comment: "5%41x" },
    { ...USER, userid: "b@pve", firstname: "%e4" },
    { ...TOKEN, comment: "%2541" },
  ];
  expect(refusalsOn(7, objects)).toEqual([
    expect.stringMatching(/^user ci@pve on host3: PVE 7 cannot keep the comment "5%41x \(cdktf/),
    expect.stringMatching(/^user b@pve on host3: PVE 7 cannot keep the firstname "%e4"/),
    expect.stringMatching(/^token ci@pve!deploy on host3: PVE 7 cannot keep the comment "%2541 /),
  ]);
  expect(refusalsOn(8, objects)).toEqual([]);
});

test("a percent sign without two hex digits is no matter", () => {
  expect(refusalsOn(7, [{ ...USER, comment: "100% of 5%" }, TOKEN])).toEqual([]);
});
