/** Drift of groups, and of what is made for users that others keep. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { HEADER } from "../../../files/own-file";
import type { ObjectSpec } from "../../../pve/spec";
import { pveCall } from "../../support/pve/pve-call";
import {
  MARK,
  OBJECTS,
  TOKEN_MARK,
  USER,
  deploy,
  diff,
  folder,
  simulator,
  synthesize,
  userid,
} from "./bench";

test("names a group that is left over, and how it goes", async () => {
  await deploy();
  await pveCall(simulator, "POST", "/access/groups", { groupid: "lab-team", comment: `Lab ${MARK}` });
  const { stdout, exitCode } = await diff();
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
  expect((await diff()).stdout.trim().split("\n")).toEqual([
    `host3  group lab-team     ~ comment: "Lab team ${MARK}" -> "Lab ${MARK}"`,
    'host3  user opentofu@pve  ~ groups: "admins" -> "lab-team"',
  ]);
});

describe("of what is made for a user that others keep", () => {
  const jane = "jane.doe@example.com@sso";
  const token = `/access/users/${jane}/token/ci`;
  const described: readonly ObjectSpec[] = [
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

  async function grantJane(privs = "VM.Audit"): Promise<{ readonly secret: string }> {
    synthesize({ host3: { objects: described } });
    simulator.addRealm({ realm: "sso", type: "openid" });
    await pveCall(simulator, "POST", "/access/users", { userid: jane });
    const made = await pveCall(simulator, "POST", token, { comment: TOKEN_MARK, privsep: "0" });
    await pveCall(simulator, "POST", "/access/roles", { roleid: "opentofu-role", privs });
    await pveCall(simulator, "PUT", "/access/acl", { path: "/", roles: "opentofu-role", users: jane });
    return { secret: (made as { readonly value: string }).value };
  }

  /** What a deploy writes for its token. */
  function writeFile(secret: string): void {
    const full = `${jane}!ci`;
    const tokens = [{ key: "host3", fullTokenid: full }];
    const files = [{ path: "ci.tfvars", place: "../../../ci.tfvars", tokens }];
    synthesize({ host3: { objects: described } }, { files });
    const block = `endpoint = "${simulator.endpoint}"\n    api_token = "${full}=${secret}"`;
    writeFileSync(join(folder, "ci.tfvars"), `${HEADER}\nproxmox = {\n  host3 = {\n    ${block}\n  }\n}\n`);
  }

  test("names what was changed in its role", async () => {
    await grantJane("VM.Audit,VM.Clone");
    expect((await diff()).stdout).toBe("host3  role opentofu-role  - VM.Clone\n");
  });

  test("names what was changed in its ACL entry", async () => {
    await grantJane();
    const entry = { path: "/", roles: "opentofu-role", users: jane, propagate: "0" };
    await pveCall(simulator, "PUT", "/access/acl", entry);
    expect(await diff()).toMatchObject({
      stdout: `host3  acl / opentofu-role for ${jane}  ~ propagate: false -> true\n`,
      exitCode: 2,
    });
  });

  test("knows its token by its file, when somebody has edited the comment", async () => {
    const { secret } = await grantJane();
    writeFile(secret);
    await pveCall(simulator, "PUT", token, { comment: "mine" });
    expect(await diff()).toMatchObject({
      stdout: `host3  token ${jane}!ci  ~ comment: "mine" -> "mine (cdktf-proxmox-access: access/host3, …)"\n`,
      exitCode: 2,
    });
  });

  test("refuses a token of others, whatever somebody has edited elsewhere", async () => {
    await deploy();
    await pveCall(simulator, "PUT", USER, { comment: "mine" });
    simulator.addRealm({ realm: "sso", type: "openid" });
    await pveCall(simulator, "POST", "/access/users", { userid: jane });
    await pveCall(simulator, "POST", token, { comment: "hers" });
    const [, , theirs] = described;
    synthesize({ host3: { objects: [...OBJECTS, ...(theirs ? [theirs] : [])] } });
    expect((await diff()).stdout).toContain(`token ${jane}!ci exists and is not ours`);
  });

  test.each([
    [{ enable: "0" }, "is disabled in PVE, which refuses its tokens too"],
    [{ expire: "1577836800" }, "has expired (2020-01-01T00:00:00Z), so PVE refuses it"],
  ])("says that its token is refused: %j", async (params, why) => {
    await grantJane();
    await pveCall(simulator, "PUT", `/access/users/${jane}`, params);
    expect(await diff()).toEqual({
      stdout: `host3  ! user ${jane} ${why}. Whoever keeps that user has to mend it.\n`,
      stderr: "1 fault. Do what the lines with ! say, and run this again.\n",
      exitCode: 2,
    });
  });

  test("tries the secret of its token", async () => {
    const { secret } = await grantJane();
    writeFile(secret);
    expect(await diff()).toMatchObject({ stderr: "", exitCode: 0 });
    await pveCall(simulator, "DELETE", token);
    await pveCall(simulator, "POST", token, { comment: TOKEN_MARK, privsep: "0" });
    expect((await diff()).stdout).toMatch(
      /^host3 {2}! token jane\.doe@example\.com@sso!ci: PVE refuses the secret in ci\.tfvars/,
    );
  });
});
