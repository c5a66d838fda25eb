import { rmSync } from "node:fs";
import { join } from "node:path";
import { KEPT } from "../../../pve/spec";
import { pveCall } from "../../support/pve/pve-call";
import { beyondFresh } from "../../support/pve/pve-state";
import {
  ENTRY,
  HINT,
  MARK,
  OBJECTS,
  TOKEN,
  TOKEN_MARK,
  USER,
  deploy,
  diff,
  folder,
  simulator,
  synthesize,
  userid,
} from "./bench";

/** Behind differences of what is deployed. */
const UNPROVEN = "host3  What its tokens may do is compared once all is as described.\n";

test("says so when all is as described, whatever state has made it, and changes nothing", async () => {
  await deploy();
  const before = beyondFresh(simulator);
  expect(await diff()).toEqual({
    stdout: "host3  all 4 objects are as described\n",
    stderr: "",
    exitCode: 0,
  });
  expect(beyondFresh(simulator)).toEqual(before);
});

test("nothing is deployed yet: says what a deploy would make, and that no token is gone", async () => {
  synthesize();
  const { stdout, stderr, exitCode } = await diff();
  expect(stdout.trim().split("\n")).toEqual([
    "host3  user opentofu@pve                     + created",
    "host3  role opentofu-role                    + created with VM.Audit",
    "host3  token opentofu@pve!opentofu-token     + created",
    "host3  acl / opentofu-role for opentofu@pve  + granted",
  ]);
  expect(stderr).toBe("4 changes. The next deploy does this.\n");
  expect(exitCode).toBe(2);
  expect(beyondFresh(simulator).users).toEqual({});
});

test.each([
  [
    "a role",
    () => pveCall(simulator, "PUT", "/access/roles/opentofu-role", { privs: "VM.Clone" }),
    "role opentofu-role  + VM.Audit\nhost3  role opentofu-role  - VM.Clone",
  ],
  [
    "a user's comment, and our mark with it",
    () => pveCall(simulator, "PUT", USER, { comment: "mine" }),
    'user opentofu@pve  ~ comment: "mine" -> "mine (cdktf-proxmox-access: access/host3, …)"',
  ],
  [
    "a token's comment, and our mark with it",
    () => pveCall(simulator, "PUT", TOKEN, { comment: "mine" }),
    'token opentofu@pve!opentofu-token  ~ comment: "mine" -> "mine (cdktf-proxmox-access: access/host3, …)"',
  ],
  [
    "a token's privilege separation",
    () => pveCall(simulator, "PUT", TOKEN, { privsep: "1" }),
    "token opentofu@pve!opentofu-token  ~ privsep: true -> false",
  ],
  [
    "an ACL entry that is gone",
    () => pveCall(simulator, "PUT", "/access/acl", { ...ENTRY, delete: "1" }),
    "acl / opentofu-role for opentofu@pve  + granted",
  ],
  [
    "an ACL entry's propagation",
    () => pveCall(simulator, "PUT", "/access/acl", { ...ENTRY, propagate: "0" }),
    "acl / opentofu-role for opentofu@pve  ~ propagate: false -> true",
  ],
] as const)("names %s, one line a change", async (_, change, sentence) => {
  await deploy();
  await change();
  const before = beyondFresh(simulator);
  const { stdout, stderr, exitCode } = await diff();
  expect({ stdout, exitCode }).toEqual({ stdout: `host3  ${sentence}\n`, exitCode: 2 });
  expect(stderr).toMatch(HINT);
  expect(beyondFresh(simulator)).toEqual(before);
});

test("a token that was deleted by hand needs another rotation, and the file with its dead secret is named", async () => {
  await deploy();
  await pveCall(simulator, "DELETE", TOKEN);
  expect(await diff()).toMatchObject({
    stdout:
      "host3  token opentofu@pve!opentofu-token  + created, once it has another `token.rotation`\n" +
      "host3  ! token opentofu@pve!opentofu-token was deleted after a deploy: terraform.tfvars " +
      "still holds its secret, which is dead. Set another `token.rotation`, and deploy.\n",
    exitCode: 2,
  });
});

test("a token that is not there, and in no file, may be new or deleted by hand", async () => {
  await deploy();
  rmSync(join(folder, "terraform.tfvars"));
  await pveCall(simulator, "DELETE", TOKEN);
  const { stdout, exitCode } = await diff();
  expect(stdout).toMatch(
    /^host3 {2}token opentofu@pve!opentofu-token {2}\+ created, if it is new .*deleted by hand: set another `token\.rotation`/,
  );
  expect(stdout.trim().split("\n")).toHaveLength(1);
  expect(exitCode).toBe(2);
});

test("a former rotation that was deleted by hand is to be taken out of `keep`", async () => {
  await deploy();
  rmSync(join(folder, "terraform.tfvars"));
  await pveCall(simulator, "DELETE", TOKEN);
  const objects = OBJECTS.map((object) => (object.kind === "token" ? { ...object, rotation: KEPT } : object));
  synthesize({ host3: { objects } });
  expect((await diff()).stdout).toMatch(
    /deleted by hand: if it is a former rotation, take it out of `keep`, else set another `token\.rotation`, and deploy\.\n$/,
  );
});

test("says that the next deploy does it where each one reconciles", async () => {
  await deploy();
  synthesize({ host3: { reconcile: "always" } });
  await pveCall(simulator, "PUT", "/access/roles/opentofu-role", { privs: "VM.Clone" });
  expect((await diff()).stderr).toBe(`${UNPROVEN}2 changes. The next deploy does this.\n`);
});

test("names all that stands in the way of a deploy", async () => {
  synthesize();
  await pveCall(simulator, "POST", "/access/users", { userid, comment: "mine" });
  await pveCall(simulator, "POST", TOKEN, { comment: "mine too" });
  await pveCall(simulator, "POST", "/access/roles", { roleid: "opentofu-role", privs: "VM.Clone" });
  const { stdout, stderr, exitCode } = await diff();
  expect(stdout).toMatch(/user opentofu@pve exists and is not ours/);
  expect(stdout).toMatch(/token opentofu@pve!opentofu-token exists and is not ours/);
  expect(stdout).toMatch(
    /^host3 {2}! role opentofu-role exists and is not ours\.\n +privileges: \+ VM\.Audit - VM\.Clone/m,
  );
  expect(stderr).toMatch(/^1 change, 3 faults\. Do what the lines with ! say, and run this again\.$/m);
  expect(exitCode).toBe(2);
});

test("finds that the token can do less, though each object is as described", async () => {
  await deploy();
  await pveCall(simulator, "PUT", "/access/acl", { ...ENTRY, roles: "NoAccess" });
  const { stdout, exitCode } = await diff();
  expect(stdout).toMatch(/^host3 {2}! token opentofu@pve!opentofu-token .*\n?.*lacks VM\.Audit/m);
  expect(exitCode).toBe(2);
});

test("finds what was made for this stack and is not described, and nothing of others", async () => {
  await deploy();
  const comment = `OpenTofu/Terraform ${MARK}`;
  await pveCall(simulator, "POST", "/access/users", { userid: "former@pve", comment });
  await pveCall(simulator, "POST", `${USER}/token/former`, { comment: TOKEN_MARK });
  await pveCall(simulator, "POST", `${USER}/token/mine`, { comment: "mine" });
  await pveCall(simulator, "POST", "/access/users", {
    userid: "other@pve",
    comment: comment.replace("host3", "host4"),
  });
  const adopted = comment.replace(")", ", adopted)");
  await pveCall(simulator, "POST", "/access/users", { userid: "adopted@pve", comment: adopted });
  const { stdout, exitCode } = await diff();
  expect(stdout.trim().split("\n").sort()).toEqual([
    expect.stringMatching(
      /^host3 {2}! token opentofu@pve!former was .*: pveum user token delete opentofu@pve former$/,
    ),
    expect.stringMatching(/^host3 {2}! user former@pve was made .*: pveum user delete former@pve$/),
  ]);
  expect(exitCode).toBe(2);
});
