/** What is as described in each object, and not in what comes of it. */
import type { ObjectSpec } from "../../../pve/spec";
import { pveCall } from "../../support/pve/pve-call";
import { paste, pveumLines } from "../../support/pve/pveum";
import { keptClient } from "../../support/pve/pve-call";
import { ENTRY, MARK, OBJECTS, TOKEN, USER, deploy, diff, simulator, synthesize, userid } from "./bench";

const AS_DESCRIBED = "host3  all 4 objects are as described\n";
const [YEAR_2020, DAY] = ["1577836800", 24 * 60 * 60];

/** Seconds since the epoch, some days and an hour from now. */
const inDays = (days: number) => String(Math.floor(Date.now() / 1000) + days * DAY + 3600);

const entry = (change: Readonly<Record<string, string>>) =>
  pveCall(simulator, "PUT", "/access/acl", { ...ENTRY, ...change });

/** Puts our user into a group, and gives the group a role. */
async function groupEntry(path: string, roles: string): Promise<void> {
  await pveCall(simulator, "POST", "/access/groups", { groupid: "admins" });
  await pveCall(simulator, "PUT", USER, { groups: "admins" });
  await pveCall(simulator, "PUT", "/access/acl", { path, roles, groups: "admins" });
}

describe("what PVE does not let in is not as described", () => {
  test.each([
    [
      "a token that has expired",
      TOKEN,
      { expire: YEAR_2020 },
      /token opentofu@pve!opentofu-token has expired \(2020-01-01T00:00:00Z\)/,
    ],
    [
      "a user that has expired",
      USER,
      { expire: YEAR_2020 },
      /user opentofu@pve has expired \(2020-01-01T00:00:00Z\)/,
    ],
    [
      "a user that is disabled",
      USER,
      { enable: "0" },
      /user opentofu@pve is disabled .*: pveum user modify opentofu@pve --enable 1/,
    ],
  ])("%s", async (_, path, params, sentence) => {
    await deploy();
    await pveCall(simulator, "PUT", path, params);
    const { stdout, exitCode } = await diff();
    expect(stdout).toMatch(sentence);
    expect(stdout.trim().split("\n")).toHaveLength(1);
    expect(exitCode).toBe(2);
  });

  test("also when it is described with the day on which it has expired", async () => {
    await deploy();
    await pveCall(simulator, "PUT", TOKEN, { expire: YEAR_2020 });
    const objects = OBJECTS.map((object) =>
      object.kind === "token" ? { ...object, expires: "2020-01-01" } : object,
    );
    synthesize({ host3: { objects } });
    expect(await diff()).toMatchObject({ stdout: expect.stringMatching(/has expired/), exitCode: 2 });
  });

  test("but what is described as disabled", async () => {
    await deploy();
    await pveCall(simulator, "PUT", USER, { enable: "0" });
    const objects = OBJECTS.map((object) => (object.kind === "user" ? { ...object, enable: false } : object));
    synthesize({ host3: { objects } });
    expect(await diff()).toEqual({ stdout: AS_DESCRIBED, stderr: "", exitCode: 0 });
  });

  test("what soon expires is warned of two weeks before", async () => {
    await deploy();
    await pveCall(simulator, "PUT", TOKEN, { expire: inDays(13) });
    await pveCall(simulator, "PUT", USER, { expire: inDays(14) });
    const { stdout, stderr, exitCode } = await diff();
    expect(stdout).toBe(AS_DESCRIBED);
    expect(stderr).toMatch(
      /^host3 {2}Warning: token opentofu@pve!opentofu-token expires in 13 days \(20\d\d-[^)]+\)\. Describe a later `expires`, and deploy\.\n$/,
    );
    expect(exitCode).toBe(0);
  });
});

test("a secret that the next deploy renews is as described, and warned of", async () => {
  await deploy();
  const expire = Math.floor(Date.now() / 1000) + 10 * DAY + 3600;
  const issued = new Date((expire - 90 * DAY) * 1000).toISOString().replace(/\.\d+/, "");
  const comment = `OpenTofu/Terraform ${MARK.replace(")", `, issue 42 of ${issued})`)}`;
  await pveCall(simulator, "PUT", TOKEN, { comment, expire: String(expire) });
  const objects = OBJECTS.map((object) =>
    object.kind === "token" ? { ...object, expires: "90d", rotateBefore: "14d" } : object,
  );
  synthesize({ host3: { objects } });
  const { stdout, stderr, exitCode } = await diff();
  expect(stdout).toBe(AS_DESCRIBED);
  expect(stderr).toMatch(/token \S+ expires in 10 days .* The next deploy renews it, as its plan shows\./);
  expect(exitCode).toBe(0);
});

describe("an ACL entry that is not described", () => {
  test("for our user or token is not as described, and the line that is advised takes it away", async () => {
    await deploy();
    const before = simulator.snapshot().acl;
    await entry({ path: "/storage", roles: "PVEAdmin" });
    await entry({ path: "/vms", roles: "PVEAuditor" });
    await pveCall(simulator, "PUT", "/access/acl", {
      path: "/",
      roles: "PVEAdmin",
      tokens: `${userid}!opentofu-token`,
    });
    const { stdout, stderr, exitCode } = await diff();
    expect(stdout.trim().split("\n").sort()).toEqual([
      expect.stringMatching(
        /^host3 {2}! PVEAdmin for token opentofu@pve!opentofu-token on \/ is not described/,
      ),
      expect.stringMatching(/^host3 {2}! PVEAdmin for user opentofu@pve on \/storage is not described/),
      expect.stringMatching(/^host3 {2}! PVEAuditor for user opentofu@pve on \/vms is not described/),
    ]);
    expect(stderr).toBe("3 faults. Do what the lines with ! say, and run this again.\n");
    expect(exitCode).toBe(2);
    const lines = stdout.split("\n").flatMap((line) => pveumLines(line.slice(line.lastIndexOf("pveum "))));
    await paste(await keptClient(simulator), lines);
    expect(simulator.snapshot().acl).toEqual(before);
    expect(await diff()).toMatchObject({ stdout: AS_DESCRIBED, exitCode: 0 });
  });

  test("is a warning for a user that was there before us, and may have had it", async () => {
    await deploy();
    await pveCall(simulator, "PUT", USER, { comment: `mine ${MARK.replace(")", ", adopted)")}` });
    await entry({ path: "/storage", roles: "PVEAdmin" });
    const { stdout, stderr, exitCode } = await diff();
    expect(stdout).toBe(AS_DESCRIBED);
    expect(stderr).toMatch(/^host3  Warning: token opentofu@pve!opentofu-token has more .*PVEAdmin/);
    expect(exitCode).toBe(0);
  });

  test("is a warning where nothing tells what gives it", async () => {
    await deploy();
    const body = JSON.stringify({ data: { "/": { "VM.Audit": 1, "VM.Clone": 1 } } });
    const headers = { "content-type": "application/json" };
    simulator.faults.on({ path: "/access/permissions" }, { reply: { status: 200, headers, body }, skip: 1 });
    const { stderr, exitCode } = await diff();
    expect(stderr).toMatch(/Warning: token opentofu@pve!opentofu-token has more .* on \/: VM\.Clone\.\n$/);
    expect(exitCode).toBe(0);
  });

  test("is a warning where a group gives it", async () => {
    await deploy();
    await groupEntry("/storage", "PVEAdmin");
    const { stdout, stderr, exitCode } = await diff();
    expect(stdout).toBe(AS_DESCRIBED);
    expect(stderr).toMatch(
      /Warning: token opentofu@pve!opentofu-token has more .*\(PVEAdmin for group admins on \/storage\)/,
    );
    expect(exitCode).toBe(0);
  });

  test("with a described role for others is a warning, unless their mark says whose they are", async () => {
    await deploy();
    await pveCall(simulator, "POST", "/access/groups", { groupid: "admins" });
    await pveCall(simulator, "POST", "/access/users", {
      userid: "b@pve",
      comment: MARK.replace("host3", "nuc"),
    });
    await pveCall(simulator, "PUT", "/access/acl", {
      path: "/vms",
      roles: "opentofu-role",
      groups: "admins",
    });
    await pveCall(simulator, "PUT", "/access/acl", { path: "/vms", roles: "opentofu-role", users: "b@pve" });
    const { stdout, stderr, exitCode } = await diff();
    expect(stdout).toBe(AS_DESCRIBED);
    expect(stderr.trim().split("\n")).toEqual([
      expect.stringMatching(
        /^host3  Warning: opentofu-role for group admins on \/vms is not described, .*: pveum acl delete \/vms --groups admins --roles opentofu-role$/,
      ),
    ]);
    expect(exitCode).toBe(0);
  });
});

test.each(["NoAccess", "PVEAuditor"])(
  "a group's %s on a lower path takes away, and is warned of",
  async (role) => {
    await deploy();
    const objects: readonly ObjectSpec[] = OBJECTS.map((object) =>
      object.kind === "role" ? { ...object, privileges: { list: ["VM.Audit", "VM.Clone"] } } : object,
    );
    synthesize({ host3: { objects } });
    await pveCall(simulator, "PUT", "/access/roles/opentofu-role", { privs: "VM.Audit,VM.Clone" });
    await groupEntry("/vms/100", role);
    const { stdout, stderr, exitCode } = await diff();
    expect(stdout).toBe(AS_DESCRIBED);
    const lost = role === "NoAccess" ? "VM\\.Audit, VM\\.Clone" : "VM\\.Clone";
    expect(stderr).toMatch(
      new RegExp(
        `Warning: ${role} for group admins on /vms/100 takes from user opentofu@pve what / gives: ${lost}\\.`,
      ),
    );
    expect(exitCode).toBe(0);
  },
);
