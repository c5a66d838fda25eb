/** A token that may do more than was granted is warned of, with what gives it. */
import type { AclSpec, ObjectSpec, RoleSpec, TokenSpec } from "../../../pve/spec";
import { Bench, expectGreen } from "../reconcile/bench";
import {
  ACL,
  ALL,
  FULL_TOKENID,
  ROLE,
  SEPARATED,
  TOKEN,
  TOKEN_ACL,
  USER,
  deployed,
} from "../reconcile/objects";

describe("a token that may do more than was granted", () => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await Bench.start("9.2", { inventory: { pools: [{ poolid: "lab", vms: [100] }] } });
  });
  beforeEach(async () => expectGreen(await bench.run(ALL)));
  afterEach(() => bench.reset());
  afterAll(() => bench.simulator.stop());

  const warnings = async (objects: readonly ObjectSpec[] = ALL) => {
    const { warned, error } = await bench.run(objects);
    expect(error).toBe("");
    return warned;
  };

  it("is warned of, with the entry that gives it", async () => {
    await bench.root("PUT", "/access/acl", { path: "/", roles: "PVEAuditor", users: USER.userid });
    expect(await warnings()).toEqual([
      "token opentofu@pve!opentofu-token on host3 has more than was granted here on /: Datastore.Audit, " +
        "Mapping.Audit, Pool.Audit, SDN.Audit, Sys.Audit, VM.GuestAgent.Audit (PVEAuditor for user opentofu@pve on /).",
    ]);
  });

  it("may have it from a group, on a path that was not granted, and on what is in a pool", async () => {
    await bench.root("POST", "/access/groups", { groupid: "admins" });
    await bench.root("PUT", `/access/users/${USER.userid}`, { groups: "admins" });
    await bench.root("PUT", "/access/acl", { path: "/pool/lab", roles: "PVEPoolUser", groups: "admins" });
    expect(await warnings()).toEqual([
      "host3: PVEPoolUser for group admins on /pool/lab takes from user opentofu@pve what / gives: VM.Audit, VM.Clone. " +
        "A level of PVE's ACL replaces what is above it.",
      expect.stringMatching(
        /on \/vms\/100, \/pool\/lab: Pool\.Audit \(PVEPoolUser for group admins on \/pool\/lab\)\.$/,
      ),
    ]);
  });

  it("has it from the entry that decides, and not from one of a group that is hidden by it", async () => {
    await bench.root("POST", "/access/groups", { groupid: "admins" });
    await bench.root("PUT", `/access/users/${USER.userid}`, { groups: "admins" });
    await bench.root("PUT", "/access/acl", { path: "/", roles: "PVEAuditor", groups: "admins" });
    expect(await warnings()).toEqual([]);
    await bench.root("PUT", "/access/acl", { path: "/", roles: "PVEAuditor", users: USER.userid });
    expect(await warnings()).toEqual([
      expect.stringMatching(/\(PVEAuditor for user opentofu@pve on \/\)\.$/),
    ]);
  });

  it("is none by what is described for its groups, on a path above or below", async () => {
    await bench.root("POST", "/access/groups", { groupid: "team" });
    await bench.root("PUT", `/access/users/${USER.userid}`, { groups: "team" });
    const inPool: AclSpec = { ...ACL, path: "/pool/lab" };
    const team: AclSpec = { ...ACL, roleid: "PVEAuditor", subject: { type: "group", ugid: "team" } };
    await bench.root("PUT", "/access/acl", {
      path: "/",
      roles: ROLE.roleid,
      users: USER.userid,
      delete: "1",
    });
    expect(await warnings([USER, ROLE, TOKEN, inPool, team])).toEqual([]);
    expect(await warnings([USER, ROLE, TOKEN, inPool])).toEqual([
      expect.stringMatching(/on \/: .*\(PVEAuditor for group team on \/\)\.$/),
    ]);
  });

  it("is none by what else is described, also for a role of PVE", async () => {
    const more: RoleSpec = {
      ...ROLE,
      roleid: "more",
      privileges: { list: ["VM.Audit", "VM.Clone", "VM.Backup"] },
    };
    const further: AclSpec = { ...ACL, roleid: "more", path: "/vms" };
    expect(await warnings([...ALL, more, further])).toEqual([]);
    expect(await warnings()).toEqual([expect.stringMatching(/on \/vms: VM\.Backup \(more for user/)]);
    const auditor: AclSpec = { ...ACL, roleid: "PVEAuditor" };
    expect(await warnings([...ALL, more, further, auditor])).toEqual([]);
  });

  it("is none of its user's with privilege separation", async () => {
    const token: TokenSpec = { ...SEPARATED, issue: "12", rotation: "2" };
    expect(await warnings([USER, ROLE, token, ACL, TOKEN_ACL])).toEqual([]);
    await bench.root("PUT", "/access/acl", { path: "/", roles: "PVEAuditor", users: USER.userid });
    expect(await warnings([USER, ROLE, token, ACL, TOKEN_ACL])).toEqual([]);
    await bench.root("PUT", "/access/acl", { path: "/", roles: "PVEAuditor", tokens: FULL_TOKENID });
    expect(await warnings([USER, ROLE, token, ACL, TOKEN_ACL])).toEqual([
      expect.stringMatching(
        /on \/: Datastore\.Audit, .*PVEAuditor for token opentofu@pve!opentofu-token on \/; PVEAuditor for user/,
      ),
    ]);
  });

  it("leads to no second look when there is none", async () => {
    bench.simulator.clearRequests();
    await bench.run(ALL, { deployed: deployed([]) });
    expect(bench.requests().filter((request) => request === "GET /access/users")).toHaveLength(1);
  });
});
