/** The plan of a whole cluster, and its words. */
import { planAll } from "../../../../pve/reconcile/plan";
import { changeInWords } from "../../../../pve/reconcile";
import { parseVersion } from "../../../../pve/privileges/version";
import type { ObjectSpec, RoleSpec } from "../../../../pve/spec";
import { ACL, ALL, FULL_TOKENID, ROLE, TOKEN, TOKEN_ACL, USER, claim, entry, mark, seen } from "../objects";

const PVE_9 = parseVersion("9.2.1");

function words(objects: readonly ObjectSpec[], there = seen(), version = PVE_9): readonly string[] {
  return planAll(objects, there, version, claim()).changes.map(changeInWords);
}

const FULL = {
  users: { [USER.userid]: { comment: mark() } },
  tokens: { [FULL_TOKENID]: { comment: mark({ issue: "11" }) } },
  roles: { [ROLE.roleid]: ["VM.Audit", "VM.Clone"] },
  acl: [entry(USER.userid)],
};

describe("the plan of a cluster", () => {
  it("makes users first, then roles, tokens and ACL entries, however they are described", () => {
    expect(words([TOKEN_ACL, ACL, TOKEN, ROLE, USER])).toEqual([
      "user opentofu@pve: created",
      "role opentofu-role: created with VM.Audit VM.Clone",
      "token opentofu@pve!opentofu-token: created",
      "acl / opentofu-role for opentofu@pve!opentofu-token: granted",
      "acl / opentofu-role for opentofu@pve: granted",
    ]);
  });

  it("is empty where all is as wanted", () => {
    expect(planAll(ALL, seen(FULL), PVE_9, claim())).toEqual({
      changes: [],
      refusals: [],
      origins: { "role opentofu-role": "made", "acl / opentofu-role user opentofu@pve": "made" },
    });
  });

  it("says in a line what changes", () => {
    const objects: readonly ObjectSpec[] = [
      { ...USER, email: "a@b.org", enable: false },
      { ...ROLE, privileges: { list: ["VM.Audit", "Pool.Allocate"] } },
      { ...TOKEN, privsep: true },
      { ...ACL, propagate: false },
    ];
    expect(words(objects, seen(FULL))).toEqual([
      "user opentofu@pve: email, enable",
      "role opentofu-role: + Pool.Allocate - VM.Clone",
      "token opentofu@pve!opentofu-token: privsep",
      "acl / opentofu-role for opentofu@pve: propagate false",
    ]);
    expect(words([{ ...TOKEN, issue: "12" }], seen(FULL))).toEqual([
      "token opentofu@pve!opentofu-token: new secret, the former one is dead",
    ]);
    expect(words([{ ...ROLE, privileges: { list: [] } }])).toEqual([
      "role opentofu-role: created with no privilege",
    ]);
  });

  it("tells all refusals at once, with the cluster", () => {
    const there = seen({ users: { [USER.userid]: {} }, tokens: { [FULL_TOKENID]: {} } });
    const role: RoleSpec = { ...ROLE, privileges: { list: ["VM.Monitor", "VM.Auditt"] } };
    const { refusals } = planAll([USER, role, TOKEN], there, PVE_9, claim());
    expect(refusals).toEqual([
      expect.stringMatching(/^user opentofu@pve exists .* on host3/),
      "host3: role opentofu-role: PVE 9.2.1 does not know VM.Auditt (use VM.Audit); VM.Monitor (use VM.GuestAgent.Audit or VM.GuestAgent.Unrestricted).",
      expect.stringMatching(/^token opentofu@pve!opentofu-token exists .* on host3/),
    ]);
  });

  it("resolves a profile for the node's version", () => {
    const role: RoleSpec = { ...ROLE, privileges: { profiles: ["opentofu-vm"], add: [], remove: [] } };
    const made = (version: string) => words([role], seen(), parseVersion(version))[0];
    expect(made("7.4-17")).toMatch(/VM\.Monitor/);
    expect(made("7.4-17")).not.toMatch(/SDN\.Use/);
    expect(made("9.2.1")).toMatch(/SDN\.Use.*VM\.GuestAgent\.Audit/);
  });

  it("remembers who made what is there, and that what is made now is ours", () => {
    const there = seen({ roles: { [ROLE.roleid]: ["VM.Audit", "VM.Clone"] } });
    expect(planAll([USER, ROLE, ACL], there, PVE_9, claim()).origins).toEqual({
      "role opentofu-role": "there",
      "acl / opentofu-role user opentofu@pve": "made",
    });
  });
});
