import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App } from "cdktf";
import type { CommanderError } from "commander";
import { showCommand } from "../../../cli/show";
import type { AccessReview, ReviewedCluster } from "../../../cli/show/json";
import { loadConfiguration } from "../../../configuration";
import { ProxmoxBootstrapStack } from "../../../constructs";
import { type Simulator, startSimulator } from "../../../simulator";
import type { ClusterContext } from "../../support/lab";
import { login, reach } from "../../support/project";
import { pveCall } from "../../support/pve/pve-call";

/** Both are new for each test of the file that imports this. */
export let folder: string;
export let simulator: Simulator;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "show-"));
  simulator = await startSimulator({ pve: "9.2" });
});
afterEach(async () => {
  await simulator.stop();
  rmSync(folder, { recursive: true });
});

/** A cluster as a team has it: VMs in a pool for OpenTofu, a token of its own for CI, and a group of people. */
export const TEAM: ClusterContext = {
  pveVersion: "9.2",
  user: { userid: "opentofu@pve" },
  role: { roleid: "opentofu-role", privileges: ["VM.Audit", "VM.Clone", "VM.PowerMgmt"] },
  acl: ["/pool/lab"],
  token: { expires: "2099-12-31" },
  identities: {
    ci: {
      user: { userid: "opentofu@pve" },
      privileges: ["VM.Audit", "VM.Snapshot"],
      acl: ["/pool/lab"],
      token: { tokenid: "ci", privilegeSeparation: true },
    },
  },
  groups: { "lab-team": { comment: "Lab", role: { existing: "PVEVMUser" }, acl: ["/pool/lab"] } },
};

/** Writes what `cdktf synth` leaves: a stack `access`. The cluster is the simulated one, unless it says otherwise. */
export function synthesize(clusters: Readonly<Record<string, ClusterContext>> = { host3: TEAM }): void {
  const app = new App({ outdir: join(folder, "cdktf.out") });
  const reached = Object.entries(clusters).map(
    ([key, cluster]) => [key, { ...reach(simulator), ...cluster }] as const,
  );
  new ProxmoxBootstrapStack(app, "access", loadConfiguration({ clusters: Object.fromEntries(reached) }));
  app.synth();
}

/** Somebody at work in PVE. */
export async function asRoot(method: string, path: string, params: Readonly<Record<string, string>> = {}) {
  return pveCall(simulator, method, path, params);
}

/** Makes the {@link TEAM} in PVE, as a deploy leaves it; and Jane, whom others keep, in its group. */
export async function deploy(): Promise<void> {
  synthesize();
  const mark = "(cdktf-proxmox-access: access/host3, 4711)";
  const comment = `OpenTofu/Terraform ${mark}`;
  await asRoot("POST", "/access/groups", { groupid: "lab-team", comment: `Lab ${mark}` });
  await asRoot("POST", "/access/users", { userid: "opentofu@pve", comment });
  await asRoot("POST", "/access/users", { userid: "jane@pve", groups: "lab-team", comment: "Jane" });
  await asRoot("POST", "/access/roles", { roleid: "opentofu-role", privs: "VM.Audit,VM.Clone,VM.PowerMgmt" });
  await asRoot("POST", "/access/roles", { roleid: "ci-role", privs: "VM.Audit,VM.Snapshot" });
  const token = "/access/users/opentofu@pve/token";
  await asRoot("POST", `${token}/opentofu-token`, { privsep: "0", expire: "4102358400", comment });
  await asRoot("POST", `${token}/ci`, { privsep: "1", comment });
  await grant("/pool/lab", "opentofu-role", { users: "opentofu@pve" });
  await grant("/pool/lab", "ci-role", { users: "opentofu@pve", tokens: "opentofu@pve!ci" });
  await grant("/pool/lab", "PVEVMUser", { groups: "lab-team" });
}

/** Sets an ACL entry. */
export async function grant(path: string, roles: string, to: Readonly<Record<string, string>>) {
  await asRoot("PUT", "/access/acl", { path, roles, ...to });
}

interface Outcome {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: unknown;
}

export async function show(args: readonly string[] = [], environment = login(simulator)): Promise<Outcome> {
  let [stdout, stderr, failed] = ["", "", undefined as number | undefined];
  const before = process.exitCode;
  const command = showCommand({
    environment,
    stdout: { write: (text) => (stdout += text) },
    stderr: { write: (text) => (stderr += text) },
  });
  command.exitOverride().configureOutput({ writeErr: (text) => (stderr += text) });
  const output = ["--output", join(folder, "cdktf.out")];
  await command.parseAsync([...args, ...output], { from: "user" }).catch((error: unknown) => {
    failed = (error as CommanderError).exitCode;
  });
  const exitCode = failed ?? process.exitCode;
  process.exitCode = before;
  return { stdout, stderr, exitCode };
}

/** The review of the one cluster, from `--json`. */
export async function reviewed(
  args: readonly string[] = [],
  environment = login(simulator),
): Promise<ReviewedCluster> {
  const { stdout } = await show(["--json", ...args], environment);
  const { clusters } = JSON.parse(stdout) as AccessReview;
  if (clusters[0] === undefined) throw new Error("no cluster was reviewed");
  return clusters[0];
}

/** Text with the simulator's own endpoint as it would be elsewhere. */
export function plain(text: string): string {
  return text.replaceAll(simulator.endpoint, "https://host3:8006");
}
