import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CommanderError } from "commander";
import { driftCommand } from "../../cli/drift";
import { type ClusterSpec, type DescribedCluster, type ObjectSpec, encode } from "../../pve/spec";
import { type Simulator, startSimulator } from "../../simulator";
import { login, reach } from "../support/project";
import { pveCall } from "../support/pve-call";
import { beyondFresh } from "../support/pve-state";

const MARK = "(cdktf-proxmox-access: access/host3, 4711)";
const TOKEN_MARK = "(cdktf-proxmox-access: access/host3, 4711, issue 42)";
const USER = "/access/users/opentofu@pve";
const TOKEN = `${USER}/token/opentofu-token`;
const ENTRY = { path: "/", roles: "opentofu-role", users: "opentofu@pve" };
const HINT = /once the description has changed, or with `reconcile: "always"`/;

const userid = "opentofu@pve";
const OBJECTS: readonly ObjectSpec[] = [
  { kind: "user", userid },
  { kind: "role", roleid: "opentofu-role", privileges: { list: ["VM.Audit"] } },
  {
    kind: "acl",
    path: "/",
    roleid: "opentofu-role",
    subject: { type: "user", ugid: userid },
    propagate: true,
  },
  { kind: "token", userid, tokenid: "opentofu-token", privsep: false, rotation: "1" },
];

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

/** What a cluster's description may say beside its objects. */
interface Described extends Partial<Omit<ClusterSpec, "key">> {
  readonly objects?: readonly ObjectSpec[];
  readonly reconcile?: DescribedCluster["reconcile"];
}

/** Writes what a synth leaves: a stack `access` with these clusters, which are the simulated one unless they say otherwise. */
function synthesize(
  clusters: Readonly<Record<string, Described>> = { host3: {} },
  stack = "PROXMOX_ACCESS_REQUEST",
): void {
  const place = join(folder, "cdktf.out", "stacks", "access");
  mkdirSync(place, { recursive: true });
  const stacks = { access: { name: "access", synthesizedStackPath: "stacks/access/cdk.tf.json" } };
  const described = Object.entries(clusters).map(
    ([key, { objects = OBJECTS, reconcile = "on-change", ...how }]) => {
      const cluster = { key, insecure: false, ...reach(simulator), ...how };
      return [key, { cluster, reconcile, settings: encode(objects) }] as const;
    },
  );
  const description = { clusters: Object.fromEntries(described), files: [], ssh: [] };
  writeFileSync(join(folder, "cdktf.out", "manifest.json"), JSON.stringify({ stacks }));
  writeFileSync(join(place, "cdk.tf.json"), JSON.stringify(stack));
  writeFileSync(join(place, "description.json"), JSON.stringify(description));
}

/** Makes by hand what is described, as a deploy of some state leaves it. */
async function deploy(): Promise<void> {
  synthesize();
  await pveCall(simulator, "POST", "/access/users", { userid, comment: `OpenTofu/Terraform ${MARK}` });
  await pveCall(simulator, "POST", "/access/roles", { roleid: "opentofu-role", privs: "VM.Audit" });
  await pveCall(simulator, "PUT", "/access/acl", ENTRY);
  await pveCall(simulator, "POST", TOKEN, { comment: `OpenTofu/Terraform ${TOKEN_MARK}`, privsep: "0" });
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

test("says so when all is as described, whatever state has made it, and changes nothing", async () => {
  await deploy();
  const before = beyondFresh(simulator);
  expect(await drift()).toEqual({
    stdout: "access/host3: all 4 objects are as described\n",
    stderr: "",
    exitCode: 0,
  });
  expect(beyondFresh(simulator)).toEqual(before);
});

test("nothing is deployed yet: says what a deploy would make, and that no token is gone", async () => {
  synthesize();
  const { stdout, stderr, exitCode } = await drift();
  expect(stdout.trim().split("\n")).toEqual([
    "access/host3: user opentofu@pve: created",
    "access/host3: role opentofu-role: created with VM.Audit",
    "access/host3: token opentofu@pve!opentofu-token: created",
    "access/host3: acl / opentofu-role for opentofu@pve: granted",
  ]);
  expect(stderr).toBe("access/host3: nothing of this is deployed yet, and a deploy does it.\n");
  expect(exitCode).toBe(2);
  expect(beyondFresh(simulator).users).toEqual({});
});

test.each([
  [
    "a role",
    () => pveCall(simulator, "PUT", "/access/roles/opentofu-role", { privs: "VM.Clone" }),
    "role opentofu-role: + VM.Audit - VM.Clone",
  ],
  [
    "a user's comment, and our mark with it",
    () => pveCall(simulator, "PUT", USER, { comment: "mine" }),
    'user opentofu@pve: comment (there is: comment "mine")',
  ],
  [
    "a token's comment, and our mark with it",
    () => pveCall(simulator, "PUT", TOKEN, { comment: "mine" }),
    'token opentofu@pve!opentofu-token: comment (there is: comment "mine")',
  ],
  [
    "a token's privilege separation",
    () => pveCall(simulator, "PUT", TOKEN, { privsep: "1" }),
    "token opentofu@pve!opentofu-token: privsep (there is: privsep true)",
  ],
  [
    "an ACL entry that is gone",
    () => pveCall(simulator, "PUT", "/access/acl", { ...ENTRY, delete: "1" }),
    "acl / opentofu-role for opentofu@pve: granted",
  ],
  [
    "an ACL entry's propagation",
    () => pveCall(simulator, "PUT", "/access/acl", { ...ENTRY, propagate: "0" }),
    "acl / opentofu-role for opentofu@pve: propagate true",
  ],
] as const)("names %s, in one line", async (_, change, sentence) => {
  await deploy();
  await change();
  const before = beyondFresh(simulator);
  const { stdout, stderr, exitCode } = await drift();
  expect({ stdout, exitCode }).toEqual({ stdout: `access/host3: ${sentence}\n`, exitCode: 2 });
  expect(stderr).toMatch(HINT);
  expect(beyondFresh(simulator)).toEqual(before);
});

test("a token that was deleted by hand needs another rotation", async () => {
  await deploy();
  await pveCall(simulator, "DELETE", TOKEN);
  const { stdout, exitCode } = await drift();
  expect(stdout).toMatch(
    /^access\/host3: token opentofu@pve!opentofu-token: is not there\. .*set another `token\.rotation`/,
  );
  expect(stdout.trim().split("\n")).toHaveLength(1);
  expect(exitCode).toBe(2);
});

test("says that the next deploy does it where each one reconciles", async () => {
  await deploy();
  synthesize({ host3: { reconcile: "always" } });
  await pveCall(simulator, "PUT", "/access/roles/opentofu-role", { privs: "VM.Clone" });
  expect((await drift()).stderr).toBe("access/host3: the next deploy does this.\n");
});

test("names all that stands in the way of a deploy", async () => {
  synthesize();
  await pveCall(simulator, "POST", "/access/users", { userid, comment: "mine" });
  await pveCall(simulator, "POST", TOKEN, { comment: "mine too" });
  await pveCall(simulator, "POST", "/access/roles", { roleid: "opentofu-role", privs: "VM.Clone" });
  const { stdout, stderr, exitCode } = await drift();
  expect(stdout).toMatch(/user opentofu@pve exists and is not ours on host3/);
  expect(stdout).toMatch(/token opentofu@pve!opentofu-token exists and is not ours on host3/);
  expect(stdout).toMatch(
    /role opentofu-role exists and is not ours on host3\.\n {2}privileges: \+ VM\.Audit - VM\.Clone/,
  );
  expect(stderr).toBe("");
  expect(exitCode).toBe(2);
});

test("warns of what others give beyond the description", async () => {
  await deploy();
  await pveCall(simulator, "PUT", "/access/acl", { ...ENTRY, roles: "PVEAdmin", path: "/storage" });
  const { stdout, stderr, exitCode } = await drift();
  expect(stdout).toBe("access/host3: all 4 objects are as described\n");
  expect(stderr).toMatch(/^access\/host3: Warning: token opentofu@pve!opentofu-token has more .*PVEAdmin/);
  expect(exitCode).toBe(0);
});

test("finds that the token can do less, though each object is as described", async () => {
  await deploy();
  await pveCall(simulator, "PUT", "/access/acl", { ...ENTRY, roles: "NoAccess" });
  const { stdout, exitCode } = await drift();
  expect(stdout).toMatch(/^access\/host3: token opentofu@pve!opentofu-token .*\n?.*lacks VM\.Audit/);
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
  const { stdout, exitCode } = await drift();
  expect(stdout.trim().split("\n").sort()).toEqual([
    expect.stringMatching(/: token opentofu@pve!former was .*: pveum user token delete opentofu@pve former$/),
    expect.stringMatching(/^access\/host3: user former@pve was made .*: pveum user delete former@pve$/),
  ]);
  expect(exitCode).toBe(2);
});

test("looks at the clusters that are named, and knows no other", async () => {
  await deploy();
  synthesize({ host3: {}, nuc: {} });
  expect(await drift(["host3"])).toMatchObject({
    stdout: "access/host3: all 4 objects are as described\n",
    exitCode: 0,
  });
  const { stderr, exitCode } = await drift(["host"]);
  expect(stderr).toMatch(/"host" is no synthesized cluster; did you mean host3\?/);
  expect(exitCode).toBe(1);
});

test("looks at all clusters, also when one cannot be looked at, which is a failure and no drift", async () => {
  await deploy();
  await pveCall(simulator, "PUT", "/access/roles/opentofu-role", { privs: "VM.Clone" });
  synthesize({
    host3: {},
    down: { endpoint: "https://127.0.0.1:1" },
    nuc: { fingerprint: Array(32).fill("AB").join(":") },
  });
  const { stdout, stderr, exitCode } = await drift([], {
    ...login(simulator),
    PROXMOX_VE_RETRY_SECONDS: "0",
  });
  expect(stdout).toBe("access/host3: role opentofu-role: + VM.Audit - VM.Clone\n");
  expect(stderr).toMatch(/^access\/down: .*https:\/\/127\.0\.0\.1:1/m);
  expect(stderr).toMatch(/^access\/nuc: .*fingerprint/im);
  expect(exitCode).toBe(1);
});

test("names the variables of each cluster that there is no login for", async () => {
  await deploy();
  synthesize({ host3: {}, nuc: {} });
  const { stdout, stderr, exitCode } = await drift([], {});
  expect(stdout).toBe("");
  expect(stderr).toMatch(/^access\/host3: .*PROXMOX_VE_HOST3_API_TOKEN/m);
  expect(stderr).toMatch(/^access\/nuc: .*PROXMOX_VE_NUC_API_TOKEN/m);
  expect(exitCode).toBe(1);
});

test("a CA file is found from the stack's folder, where the provisioner runs", async () => {
  await deploy();
  writeFileSync(join(folder, "ca.pem"), simulator.caCertificate);
  const described = {
    cluster: { key: "host3", endpoint: simulator.endpoint, insecure: false, caFile: "../../../ca.pem" },
  };
  const file = join(folder, "cdktf.out", "stacks", "access", "description.json");
  const clusters = { host3: { ...described, reconcile: "on-change", settings: encode(OBJECTS) } };
  writeFileSync(file, JSON.stringify({ clusters, files: [], ssh: [] }));
  expect(await drift()).toMatchObject({ stderr: "", exitCode: 0 });
});

test("without a cluster in the last synth it says what to run first", async () => {
  const why = /cdktf\.out describes no cluster\. Run `npx cdktf synth` first/;
  expect(await drift()).toMatchObject({ stderr: expect.stringMatching(why), exitCode: 1 });
  synthesize({ host3: {} }, "a stack whose last cluster was taken out");
  expect(await drift()).toMatchObject({ stderr: expect.stringMatching(why), exitCode: 1 });
});
