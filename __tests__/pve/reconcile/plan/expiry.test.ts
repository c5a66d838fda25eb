import type { Claim } from "../../../../pve/reconcile/claim";
import { planToken } from "../../../../pve/reconcile/plan/token";
import { planUser } from "../../../../pve/reconcile/plan/user";
import type { TokenSpec, UserSpec } from "../../../../pve/spec";

const LONG_AGO = "2001-01-01";
const THEN = 978_307_200;

const CLAIM: Claim = {
  cluster: "host3",
  owner: "lab/host3",
  state: "1",
  states: ["1"],
  deployed: undefined,
  begun: new Set(),
  origins: {},
  lost: new Set(),
  mayIssue: () => true,
};
const MARK = "(cdktf-proxmox-access: lab/host3, 1)";
const TOKEN_MARK = "(cdktf-proxmox-access: lab/host3, 1, issue 7)";
const USER: UserSpec = { kind: "user", userid: "ci@pve", expires: LONG_AGO };
const TOKEN: TokenSpec = {
  kind: "token",
  userid: "ci@pve",
  tokenid: "deploy",
  privsep: false,
  rotation: "1",
  issue: "7",
  expires: LONG_AGO,
};

function user(expire: number, comment = MARK) {
  return { settings: { comment, enable: true, expire }, groups: [], tokens: new Map<string, never>() };
}

function token(expire: number, comment = TOKEN_MARK) {
  return { settings: { comment, privsep: false, expire } };
}

const OVER = expect.stringMatching(
  /^(user|token) ci@pve\S* on host3 is to expire at 2001-01-01, which is over/,
);

test("a user or a token that has expired is not made, issued or made so", () => {
  expect(planUser(USER, undefined, CLAIM)).toEqual({ refusal: OVER });
  expect(planUser(USER, user(0), CLAIM)).toEqual({ refusal: OVER });
  expect(planToken(TOKEN, undefined, CLAIM)).toEqual({ refusal: OVER });
  expect(planToken(TOKEN, token(0), CLAIM)).toEqual({ refusal: OVER });
  expect(planToken({ ...TOKEN, issue: "8" }, token(THEN), CLAIM)).toEqual({ refusal: OVER });
});

test("what has expired already is left so, and may be changed otherwise", () => {
  expect(planUser(USER, user(THEN), CLAIM)).toBe("keep");
  expect(planToken(TOKEN, token(THEN), CLAIM)).toBe("keep");
  expect(planUser({ ...USER, comment: "new" }, user(THEN), CLAIM)).toMatchObject({
    change: { do: "update-user", settings: { comment: `new ${MARK}` } },
  });
  expect(planToken({ ...TOKEN, privsep: true }, token(THEN), CLAIM)).toMatchObject({
    change: { do: "update-token", settings: { privsep: true } },
  });
});

test("never, and a later time, are no matter", () => {
  for (const expires of ["never", "0", "2999-01-01"]) {
    expect(planUser({ ...USER, expires }, undefined, CLAIM)).toMatchObject({ change: { do: "create-user" } });
    expect(planToken({ ...TOKEN, expires }, undefined, CLAIM)).toMatchObject({
      change: { do: "issue-token" },
    });
  }
});
