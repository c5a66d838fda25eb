import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App } from "cdktf";
import type { CommanderError } from "commander";
import { driftCommand } from "../../cli/drift";
import { ProxmoxBootstrapStack, loadConfiguration } from "../../constructs";
import { type Simulator, startSimulator } from "../../simulator";
import { beyondFresh } from "../support/pve-state";
import { login, reach } from "../support/project";
import { pveCall } from "../support/pve-call";

const MARK = "(cdktf-proxmox-access: access/host3)";
const USER = "/access/users/opentofu@pve";
const TOKEN = `${USER}/token/opentofu-token`;
const ENTRY = { path: "/", roles: "opentofu-role", users: "opentofu@pve" };

let folder: string;
let simulator: Simulator;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "drift-"));
  simulator = await startSimulator({ pve: "9.2" });
});
afterEach(async () => {
  await simulator.stop();
  rmSync(folder, { recursive: true });
});

/** Synthesizes a stack with that cluster, and makes by hand what it describes. */
async function deployed(cluster: Readonly<Record<string, unknown>> = {}): Promise<void> {
  const app = new App({ outdir: join(folder, "cdktf.out") });
  const clusters = { host3: { ...reach(simulator), role: { privileges: ["VM.Audit"] }, ...cluster } };
  new ProxmoxBootstrapStack(app, "access", loadConfiguration({ clusters }));
  app.synth();
  const comment = `OpenTofu/Terraform ${MARK}`;
  await pveCall(simulator, "POST", "/access/users", { userid: "opentofu@pve", comment });
  await pveCall(simulator, "POST", "/access/roles", { roleid: "opentofu-role", privs: "VM.Audit" });
  await pveCall(simulator, "PUT", "/access/acl", ENTRY);
  await pveCall(simulator, "POST", TOKEN, { comment, privsep: "0" });
}

interface Outcome {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: unknown;
}

async function drift(args: readonly string[] = [], environment = login(simulator)): Promise<Outcome> {
  let [stdout, stderr, failed] = ["", "", undefined as number | undefined];
  const before = process.exitCode;
  const command = driftCommand({
    environment,
    stdout: { write: (text) => (stdout += text) },
    stderr: { write: (text) => (stderr += text) },
  });
  command.exitOverride().configureOutput({ writeErr: (text) => (stderr += text) });
  const output = ["--output", join(folder, "cdktf.out")];
  await command.parseAsync([...output, ...args], { from: "user" }).catch((error: unknown) => {
    failed = (error as CommanderError).exitCode;
  });
  const exitCode = failed ?? process.exitCode;
  process.exitCode = before;
  return { stdout, stderr, exitCode };
}

test("says so when all is as described, and changes nothing", async () => {
  await deployed();
  const before = beyondFresh(simulator);
  expect(await drift()).toEqual({
    stdout: "access/host3: all 4 objects are as described\n",
    stderr: "",
    exitCode: 0,
  });
  expect(beyondFresh(simulator)).toEqual(before);
});

test.each([
  [
    "a role",
    () => pveCall(simulator, "PUT", "/access/roles/opentofu-role", { privs: "VM.Clone" }),
    "role opentofu-role is not as described:\n  privileges: lacks VM.Audit; has beyond what is wanted VM.Clone\n",
  ],
  [
    "a user",
    () => pveCall(simulator, "PUT", USER, { enable: "0", comment: "mine" }),
    `user opentofu@pve is not as described:\n  comment: wanted "OpenTofu/Terraform ${MARK}", there is "mine"\n  enable: wanted true, there is false\n`,
  ],
  [
    "an ACL entry",
    () => pveCall(simulator, "PUT", "/access/acl", { ...ENTRY, delete: "1" }),
    "ACL entry / opentofu-role for user opentofu@pve is gone.\n",
  ],
  [
    "a token",
    () => pveCall(simulator, "DELETE", TOKEN),
    "token opentofu@pve!opentofu-token is gone. Another `token.rotation` makes a new one.\n",
  ],
] as const)("names %s that was changed by hand, with the difference", async (_, change, sentence) => {
  await deployed();
  await change();
  const before = beyondFresh(simulator);
  const { stdout, stderr, exitCode } = await drift();
  expect({ stdout, exitCode }).toEqual({ stdout: `access/host3: ${sentence}`, exitCode: 2 });
  expect(stderr).toContain('with `reconcile: "always"`');
  expect(beyondFresh(simulator)).toEqual(before);
});

test("warns of what others give and take", async () => {
  await deployed();
  await pveCall(simulator, "PUT", "/access/acl", { ...ENTRY, roles: "NoAccess", path: "/vms" });
  await pveCall(simulator, "PUT", "/access/acl", { ...ENTRY, roles: "PVEAdmin", path: "/storage" });
  const { stdout, stderr, exitCode } = await drift();
  expect(stdout).toBe("access/host3: all 4 objects are as described\n");
  expect(stderr).toMatch(/Warning: token opentofu@pve!opentofu-token .*PVEAdmin/);
  expect(stderr).toMatch(
    /Warning: the ACL entry on \/vms \(NoAccess\) takes from user opentofu@pve what \/ gives: VM\.Audit\./,
  );
  expect(exitCode).toBe(0);
});

test("finds that the token can do less, though each object is as described", async () => {
  await deployed();
  await pveCall(simulator, "PUT", "/access/acl", { ...ENTRY, roles: "NoAccess" });
  const { stdout, exitCode } = await drift();
  expect(stdout).toMatch(/^access\/host3: token opentofu@pve!opentofu-token .*\n?.*lacks VM\.Audit/);
  expect(exitCode).toBe(2);
});

test("finds what was made for this stack and is not described, and nothing of others", async () => {
  await deployed();
  const comment = `OpenTofu/Terraform ${MARK}`;
  await pveCall(simulator, "POST", "/access/users", { userid: "former@pve", comment });
  await pveCall(simulator, "POST", `${USER}/token/former`, { comment });
  await pveCall(simulator, "POST", `${USER}/token/mine`, { comment: "mine" });
  const other = comment.replace("host3", "host4");
  await pveCall(simulator, "POST", "/access/users", { userid: "other@pve", comment: other });
  await pveCall(simulator, "POST", "/access/users", {
    userid: "adopted@pve",
    comment: comment.replace(")", ", adopted)"),
  });
  const { stdout, exitCode } = await drift();
  expect(stdout.trim().split("\n")).toEqual([
    expect.stringMatching(/^access\/host3: user former@pve was made .*: pveum user delete former@pve$/),
    expect.stringMatching(/: token opentofu@pve!former was .*: pveum user token delete opentofu@pve former$/),
  ]);
  expect(exitCode).toBe(2);
});

test("looks at the clusters that are named, and knows no other", async () => {
  await deployed();
  expect((await drift(["host3"])).exitCode).toBe(0);
  const { stderr, exitCode } = await drift(["host"]);
  expect(stderr).toMatch(/"host" is no synthesized cluster; did you mean host3\?/);
  expect(exitCode).toBe(1);
});

test("a cluster that cannot be looked at is a failure, not a drift", async () => {
  await deployed();
  const { stdout, stderr, exitCode } = await drift([], {});
  expect(stdout).toBe("");
  expect(stderr).toMatch(/^access\/host3: .*PROXMOX_VE_/);
  expect(exitCode).toBe(1);
});

test("without a synthesized stack it says what to run first", async () => {
  const { stderr, exitCode } = await drift();
  expect(stderr).toMatch(/cdktf\.out describes no cluster\. Run `npx cdktf synth` first/);
  expect(exitCode).toBe(1);
});

test("marks a deleted token for the next deploy only when asked to, and only where a deploy reconciles", async () => {
  await deployed({ reconcile: "always" });
  await pveCall(simulator, "DELETE", TOKEN);
  const secrets = join(folder, "cdktf.out", "stacks", "access", ".secrets");
  expect((await drift()).stdout).toContain("is gone. With --reissue the next deploy makes a new one.");
  expect(existsSync(secrets)).toBe(false);
  expect((await drift(["--reissue"])).stdout).toContain("is gone. The next deploy makes a new one.");
  expect(existsSync(secrets)).toBe(true);
});
