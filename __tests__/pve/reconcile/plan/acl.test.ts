import type { Claim } from "../../../../pve/reconcile";
import { planAcl } from "../../../../pve/reconcile/plan/acl";
import type { AclSpec } from "../../../../pve/spec";
import {
  ACL,
  TOKEN_ACL,
  type There,
  USER,
  FULL_TOKENID,
  claim,
  deployed,
  entry,
  mark,
  seen,
} from "../objects";

const ADOPT: AclSpec = { ...ACL, adopt: true };
const NAME = `acl / ${ACL.roleid} user ${USER.userid}`;
const FOREIGN: There = { users: { [USER.userid]: { comment: "by hand" } } };
const OURS: There = { users: { [USER.userid]: { comment: mark() } } };
const local = [entry(USER.userid, { propagate: false })];

function verdict(spec: AclSpec, there: There, change: Partial<Claim> = {}, needed = true) {
  return planAcl(spec, needed, seen(there), claim(change));
}

describe.each([ACL, ADOPT])("an ACL entry (%j)", (spec) => {
  const granted = (there: boolean | undefined) => ({ change: { do: "grant", object: spec, there } });

  it("that this version of PVE has no use for is taken away, or not made", () => {
    expect(verdict(spec, { ...FOREIGN, acl: local }, {}, false)).toEqual({
      change: { do: "retire", object: spec },
    });
    expect(verdict(spec, FOREIGN, {}, false)).toBe("keep");
  });

  it("that is not there is granted", () => {
    const others = [
      entry("else@pve"),
      entry(USER.userid, { path: "/vms" }),
      entry(USER.userid, { roleid: "x" }),
    ];
    expect(verdict(spec, { ...FOREIGN, acl: others })).toEqual(granted(undefined));
  });

  it("that is just as wanted is kept", () => {
    expect(verdict(spec, { ...FOREIGN, acl: [entry(USER.userid)] })).toBe("keep");
    expect(
      verdict({ ...spec, path: "/vms" }, { ...FOREIGN, acl: [entry(USER.userid, { path: "/vms/" })] }),
    ).toBe("keep");
  });

  it("that differs is changed if its subject is ours, or it was deployed or begun by us", () => {
    expect(verdict(spec, { ...OURS, acl: local })).toEqual(granted(false));
    expect(verdict(spec, { ...FOREIGN, acl: local }, { deployed: deployed([NAME]) })).toEqual(granted(false));
    expect(verdict(spec, { ...FOREIGN, acl: local }, { begun: new Set([NAME]) })).toEqual(granted(false));
    expect(verdict({ ...spec, propagate: false }, { ...OURS, acl: [entry(USER.userid)] })).toMatchObject({
      change: { do: "grant", there: true },
    });
  });
});

it("is ours by the mark of its token", () => {
  const tokens = { [FULL_TOKENID]: { comment: mark() } };
  const acl = [entry(FULL_TOKENID, { propagate: false })];
  expect(verdict(TOKEN_ACL, { ...FOREIGN, tokens, acl })).toMatchObject({ change: { there: false } });
});

describe("an ACL entry of others that differs", () => {
  it("is changed with adopt", () => {
    expect(verdict(ADOPT, { ...FOREIGN, acl: local })).toMatchObject({
      change: { do: "grant", there: false },
    });
  });

  it("is refused otherwise, with the difference and the way on", () => {
    expect(verdict(ACL, { ...FOREIGN, acl: local })).toEqual({
      refusal:
        "ACL entry / opentofu-role for user opentofu@pve exists and is not ours on host3.\n" +
        "  propagate: wanted true, there is false\n" +
        "Set `adopt: true` to take it over (destroy then retains it), or remove the entry.",
    });
  });
});
