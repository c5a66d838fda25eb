/** Groups, and who is in them. */
import type { AclSpec, GroupSpec, ObjectSpec, UserSpec } from "../../../pve/spec";
import { paste, pveumLines } from "../../support/pve/pveum";
import { Bench, expectGreen } from "./bench";
import { ACL, OTHER_STATE, ROLE, TOKEN, USER, mark } from "./objects";

const GROUP: GroupSpec = { kind: "group", groupid: "lab-team" };
const MEMBER: UserSpec = { ...USER, groups: ["lab-team"] };
const ENTRY: AclSpec = { ...ACL, subject: { type: "group", ugid: GROUP.groupid } };
const BY_GROUP: readonly ObjectSpec[] = [GROUP, MEMBER, ROLE, TOKEN, ENTRY];

describe.each(["7.4", "8.4", "9.2"] as const)("on PVE %s", (pve) => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await Bench.start(pve);
  });
  afterEach(() => bench.reset());
  afterAll(() => bench.simulator.stop());

  const groups = () => bench.simulator.snapshot().groups;
  const make = (groupid: string, comment = "by hand") =>
    bench.root("POST", "/access/groups", { groupid, comment });
  const of = (userid: string = USER.userid) => bench.pve.users[userid]?.groups;

  it("an identity has by its group what the group is granted, and that is proven", async () => {
    const { said, error } = await bench.run(BY_GROUP);
    expect(error).toBe("");
    expect(said).toEqual([
      "group lab-team: created",
      "user opentofu@pve: created",
      "role opentofu-role: created with VM.Audit VM.Clone",
      "token opentofu@pve!opentofu-token: created",
      "acl / opentofu-role for lab-team: granted",
    ]);
    expect(groups()).toEqual([
      { groupid: "lab-team", comment: `OpenTofu/Terraform ${mark()}`, users: [USER.userid] },
    ]);
    expect(await bench.run(BY_GROUP)).toEqual({ said: [], warned: [], error: "" });
    // What the group gives is taken away by others.
    await bench.root("PUT", "/access/acl", { path: "/", roles: "NoAccess", groups: "lab-team" });
    expect((await bench.run(BY_GROUP)).error).toMatch(
      /on \/ it lacks VM\.Audit, VM\.Clone\nNoAccess for group lab-team on \/ takes everything away/,
    );
  });

  it("what a user's own entry hides of its group's is not expected of its token", async () => {
    const small: ObjectSpec = { ...ROLE, roleid: "small", privileges: { list: ["VM.Audit"] } };
    const own: AclSpec = { ...ACL, roleid: "small" };
    expectGreen(await bench.run([GROUP, MEMBER, ROLE, small, TOKEN, ENTRY, own]));
  });

  it("all of it is taken away, the group last", async () => {
    expectGreen(await bench.run(BY_GROUP));
    const outcomes = await bench.remove(BY_GROUP);
    expect(outcomes.map(({ identity, did }) => `${identity.kind} ${did}`)).toEqual([
      "acl deleted",
      "token deleted",
      "role deleted",
      "user deleted",
      "group deleted",
    ]);
    expect(groups()).toEqual([]);
    expect((await bench.remove([GROUP])).map(({ did }) => did)).toEqual(["missing"]);
  });

  it("a group that others are in is kept, and they are named", async () => {
    expectGreen(await bench.run(BY_GROUP));
    await bench.root("POST", "/access/users", { userid: "jane@pam", groups: "lab-team" });
    const outcomes = await bench.remove(BY_GROUP);
    expect(outcomes.at(-1)).toMatchObject({ did: "kept", why: "others are in it: jane@pam" });
    expect(groups()).toMatchObject([{ users: ["jane@pam"] }]);
  });

  it("the groups of a user are set exactly where they are described, and kept where not", async () => {
    await make("admins");
    await make("staff");
    expectGreen(await bench.run([USER]));
    await bench.root("PUT", `/access/users/${USER.userid}`, { groups: "admins,staff" });
    expect(await bench.run([{ ...USER, email: "a@x.org" }])).toMatchObject({
      error: "",
      said: ["user opentofu@pve: email"],
    });
    expect(of()).toEqual(["admins", "staff"]);
    expect((await bench.run([{ ...USER, groups: ["staff"] }])).said).toEqual(["user opentofu@pve: groups"]);
    expect(of()).toEqual(["staff"]);
    expectGreen(await bench.run([{ ...USER, groups: [] }]));
    expect(of()).toEqual([]);
    expect((await bench.run([{ ...USER, groups: [] }])).said).toEqual([]);
    expect(groups()).toMatchObject([{ comment: "by hand" }, { comment: "by hand" }]);
  });

  it("an unknown group stops the run before its first write, with the nearest name", async () => {
    await make("lab-team");
    const { error } = await bench.run([{ ...USER, groups: ["lab-tem"] }, ROLE]);
    expect(error).toBe(
      "user opentofu@pve: host3 has no group lab-tem, and none is described. Did you mean lab-team?",
    );
    expect(bench.writes()).toEqual([]);
  });

  it("a group that is not ours stops the run, and is taken over on request", async () => {
    await make("lab-team");
    const { error } = await bench.run([{ ...GROUP, comment: "Lab" }]);
    expect(error).toMatch(
      /^group lab-team exists and is not ours on host3\.\n {2}comment: wanted "Lab", there is "by hand"\nSet `adopt: true`/,
    );
    expect(bench.writes()).toEqual([]);
    expect((await bench.run([{ ...GROUP, adopt: true }])).said).toEqual(["group lab-team: comment"]);
    expect(groups()).toMatchObject([{ comment: `by hand ${mark({ adopted: true })}` }]);
    expect((await bench.remove([GROUP])).map(({ did }) => did)).toEqual(["kept"]);
    expect(
      (await bench.remove([{ identity: GROUP, removalPolicy: "delete" }])).map(({ did }) => did),
    ).toEqual(["deleted"]);
  });

  it("a group of another state is refused", async () => {
    expectGreen(await bench.run([GROUP], { state: OTHER_STATE, states: [OTHER_STATE] }));
    expect((await bench.run([GROUP])).error).toMatch(
      /^group lab-team on host3 was made by another Terraform state/,
    );
  });

  it("a run that fails takes the group away again", async () => {
    bench.simulator.faults.on(
      { method: "POST", path: "/access/roles" },
      { reply: { status: 500, reason: "create role failed: out of order" } },
    );
    expect((await bench.run(BY_GROUP)).error).toMatch(/What this run had made was taken away again\.$/);
    expect(groups()).toEqual([]);
  });

  it("the rights for groups are named where they are missing, and the lines for pveum suffice", async () => {
    await bench.asToken();
    const { error } = await bench.run(BY_GROUP);
    expect(error.split("\n")).toEqual(
      expect.arrayContaining([
        "  Group.Allocate on /access/groups",
        "  Sys.Audit on /access/groups/lab-team",
      ]),
    );
    const token = bench.environment["PROXMOX_VE_API_TOKEN"];
    delete bench.environment["PROXMOX_VE_API_TOKEN"];
    await bench.connected((client) => paste(client, pveumLines(error)));
    bench.environment["PROXMOX_VE_API_TOKEN"] = token;
    expectGreen(await bench.run(BY_GROUP));
    expect((await bench.remove(BY_GROUP)).map(({ did }) => did)).not.toContain("kept");
  });
});
