import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Command, CommanderError } from "commander";
import { diffCommand } from "../../../cli/diff";
import type { Surroundings } from "../../../cli/terminal";
import {
  type ClusterSpec,
  type DescribedCluster,
  type DescribedFile,
  type DescribedLogin,
  type ObjectSpec,
  encode,
} from "../../../pve/spec";
import { HEADER } from "../../../files/own-file";
import { type Simulator, startSimulator } from "../../../simulator";
import { login, reach } from "../../support/project";
import { pveCall } from "../../support/pve/pve-call";

export const MARK = "(cdktf-proxmox-access: access/host3, 4711)";
export const TOKEN_MARK = "(cdktf-proxmox-access: access/host3, 4711, issue 42)";
export const USER = "/access/users/opentofu@pve";
export const TOKEN = `${USER}/token/opentofu-token`;
export const ENTRY = { path: "/", roles: "opentofu-role", users: "opentofu@pve" };
export const HINT = /only if the description has changed since the last one, or with `reconcile: "always"`/;
export const FULL_TOKENID = "opentofu@pve!opentofu-token";

export const userid = "opentofu@pve";
export const OBJECTS: readonly ObjectSpec[] = [
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

/** Both are new for each test of the file that imports this. */
export let folder: string;
export let simulator: Simulator;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "diff-"));
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

/** What else a synth leaves. */
interface Written {
  /** The text of the stack. */
  readonly stack: string;
  readonly files: readonly DescribedFile[];
  readonly ssh: readonly DescribedLogin[];
}

/** Writes what a synth leaves: a stack `access` with these clusters, which are the simulated one unless they say otherwise. */
export function synthesize(
  clusters: Readonly<Record<string, Described>> = { host3: {} },
  {
    stack = "PROXMOX_ACCESS_REQUEST",
    files = [tfvarsOf(Object.keys(clusters))],
    ssh = [],
  }: Partial<Written> = {},
): void {
  synthesizeStack("access", clusters, { stack, files, ssh });
  const stacks = { access: { name: "access", synthesizedStackPath: "stacks/access/cdk.tf.json" } };
  writeFileSync(join(folder, "cdktf.out", "manifest.json"), JSON.stringify({ stacks }));
}

/** The file of a stack with the tokens of clusters. */
function tfvarsOf(keys: readonly string[]): DescribedFile {
  const tokens = keys.map((key) => ({ key, fullTokenid: FULL_TOKENID }));
  return { path: "terraform.tfvars", place: "../../../terraform.tfvars", tokens };
}

/** One stack of those that the manifest names. */
export function synthesizeStack(
  name: string,
  clusters: Readonly<Record<string, Described>>,
  { stack = "PROXMOX_ACCESS_REQUEST", files = [], ssh = [] }: Partial<Written> = {},
): void {
  const place = join(folder, "cdktf.out", "stacks", name);
  mkdirSync(place, { recursive: true });
  const described = Object.entries(clusters).map(
    ([key, { objects = OBJECTS, reconcile = "on-change", ...how }]) => {
      const cluster = { key, insecure: false, ...reach(simulator), ...how };
      return [key, { cluster, reconcile, settings: encode(objects) }] as const;
    },
  );
  const description = { clusters: Object.fromEntries(described), files, bundles: [], ssh };
  writeFileSync(join(place, "cdk.tf.json"), JSON.stringify(stack));
  writeFileSync(join(place, "description.json"), JSON.stringify(description));
}

/** Makes by hand what is described, as a deploy of some state leaves it, with its file. */
export async function deploy(): Promise<{ readonly secret: string }> {
  synthesize();
  await pveCall(simulator, "POST", "/access/users", { userid, comment: `OpenTofu/Terraform ${MARK}` });
  await pveCall(simulator, "POST", "/access/roles", { roleid: "opentofu-role", privs: "VM.Audit" });
  await pveCall(simulator, "PUT", "/access/acl", ENTRY);
  const made = { comment: `OpenTofu/Terraform ${TOKEN_MARK}`, privsep: "0" };
  const { value } = (await pveCall(simulator, "POST", TOKEN, made)) as { readonly value: string };
  writeTfvars(value);
  return { secret: value };
}

/** Writes the file of a deploy. @returns its path */
export function writeTfvars(secret: string, header = HEADER, endpoint = simulator.endpoint): string {
  const file = join(folder, "terraform.tfvars");
  const block = `endpoint = "${endpoint}"\n    api_token = "${FULL_TOKENID}=${secret}"`;
  writeFileSync(file, `${header}\nproxmox = {\n  host3 = {\n    ${block}\n  }\n}\n`);
  return file;
}

interface Outcome {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: unknown;
}

/** Runs `diff`. */
export function diff(args: readonly string[] = [], environment = login(simulator)): Promise<Outcome> {
  return run(diffCommand, args, environment);
}

/** Runs a command that reads what was synthesized. */
export async function run(
  commandOf: (surroundings: Surroundings) => Command,
  args: readonly string[],
  environment: NodeJS.ProcessEnv,
  hasColors = false,
): Promise<Outcome> {
  let [stdout, stderr, failed] = ["", "", undefined as number | undefined];
  const before = process.exitCode;
  const command = commandOf({
    environment,
    stdout: { write: (text) => (stdout += text), hasColors: () => hasColors },
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
