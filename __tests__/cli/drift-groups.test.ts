/** Drift of groups, and of what is made for users that others keep. */
import type { ObjectSpec } from "../../pve/spec";
import { pveCall } from "../support/pve-call";
import { MARK, OBJECTS, TOKEN_MARK, USER, deploy, drift, simulator, synthesize, userid } from "./drift-bench";

test("names a group that is left over, and how it goes", async () => {
  await deploy();
  await pveCall(simulator, "POST", "/access/groups", { groupid: "lab-team", comment: `Lab ${MARK}` });
  const { stdout, exitCode } = await drift();
  expect(stdout).toMatch(
    /group lab-team was made for this stack and is described no longer\. .*run on a node: pveum group delete lab-team\n$/,
  );
  expect(exitCode).toBe(2);
});

test("names the groups that a user is in instead of those that are described, and a group's comment", async () => {
  await deploy();
  const [, ...others] = OBJECTS;
  const objects: ObjectSpec[] = [
    { kind: "user", userid, groups: ["lab-team"] },
    { kind: "group", groupid: "lab-team", comment: "Lab" },
    ...others,
  ];
  synthesize({ host3: { objects } });
  await pveCall(simulator, "POST", "/access/groups", { groupid: "admins" });
  await pveCall(simulator, "POST", "/access/groups", { groupid: "lab-team", comment: `Lab team ${MARK}` });
  await pveCall(simulator, "PUT", USER, { groups: "admins" });
  expect((await drift()).stdout.trim().split("\n")).toEqual([
    `access/host3: group lab-team: comment (there is: comment "Lab team ${MARK}")`,
    'access/host3: user opentofu@pve: groups (there is: groups "admins")',
  ]);
});

test("names what others have changed in a role that is granted to a user that others keep", async () => {
  const jane = "jane@pam";
  const objects: ObjectSpec[] = [
    { kind: "role", roleid: "opentofu-role", privileges: { list: ["VM.Audit"] } },
    {
      kind: "acl",
      path: "/",
      roleid: "opentofu-role",
      subject: { type: "user", ugid: jane },
      propagate: true,
    },
    { kind: "token", userid: jane, tokenid: "ci", privsep: false, rotation: "1" },
  ];
  synthesize({ host3: { objects } });
  await pveCall(simulator, "POST", "/access/users", { userid: jane });
  await pveCall(simulator, "POST", `/access/users/${jane}/token/ci`, { comment: TOKEN_MARK, privsep: "0" });
  await pveCall(simulator, "POST", "/access/roles", { roleid: "opentofu-role", privs: "VM.Audit,VM.Clone" });
  await pveCall(simulator, "PUT", "/access/acl", { path: "/", roles: "opentofu-role", users: jane });
  expect((await drift()).stdout).toBe("access/host3: role opentofu-role: - VM.Clone\n");
});
