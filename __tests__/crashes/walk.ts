/** Walks every call of an operation, and makes something go wrong at each. */
import { readFileSync, readdirSync, readlinkSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import type { FaultPoint } from "../../simulator";
import type { Tool } from "../../tools/toolchain";
import { authenticates } from "../support/authenticates";
import type { Environment } from "../support/project";
import { type ClusterContext, Lab, type LabOptions } from "../support/lab";

/** What goes wrong: who is killed, or that the connection is cut. */
export type Accident = "provisioner" | "terraform" | "connection";

/** The operation that is interrupted, from what is deployed to what is described then. */
export interface Operation {
  readonly name: string;
  readonly options?: LabOptions;
  /** Deployed before; nothing when left out. */
  readonly before?: ClusterContext;
  readonly described: ClusterContext;
  /** What has to be in PVE in the end; checked by names, because comments carry marks. */
  readonly tokens: readonly string[];
  readonly acl: readonly string[];
}

const NOTHING = { users: {}, roles: {}, tokens: {}, acl: [] };

/**
 * Interrupts the operation at its first call, at its second, and so on, until there is no further one; after each
 * accident the next deploy has to finish the job, and a destroy has to leave nothing.
 * @returns how many cut points there were, and what did not converge
 */
export async function walk(tool: Tool, operation: Operation, accident: Accident, at: FaultPoint) {
  const lab = await Lab.start(tool, operation.described, operation.options);
  const login = await lab.ticket();
  const failures: string[] = [];
  let points = 0;
  try {
    for (let reached = true; reached;) {
      reached = await interrupted(lab, login, operation, accident, at, points + 1);
      if (reached) points += 1;
      const wrong = await recover(lab, login, operation).catch((error: unknown) => String(error));
      if (wrong !== undefined) failures.push(`${accident} at ${at} of call ${String(points)}: ${wrong}`);
    }
  } finally {
    await lab.stop();
  }
  process.stdout.write(
    `${tool.name}: ${operation.name}, ${accident} ${at}: ${String(points)} cut points, ${String(failures.length)} did not converge\n`,
  );
  return { points, failures };
}

/** Whether the operation got as far as the call. */
async function interrupted(
  lab: Lab,
  login: Environment,
  operation: Operation,
  accident: Accident,
  at: FaultPoint,
  nth: number,
) {
  if (operation.before) {
    lab.describe(operation.before);
    await lab.deploy(login);
    lab.describe(operation.described);
  }
  lab.simulator.clearRequests();
  let reached = false;
  const strike = async () => {
    reached = true;
    if (accident === "terraform") running.child.kill("SIGKILL");
    else await killProvisioners(lab.project.stackFolder);
  };
  if (accident === "connection") {
    lab.simulator.faults.on({ nth }, { at: "request", run: () => void (reached = true), times: 1 });
    lab.simulator.faults.on({ nth }, { at, do: "cut", times: 1 });
  } else {
    lab.simulator.faults.on({ nth }, { at, run: strike, times: 1 });
  }
  const running = lab.project.startApply(login);
  await running.finished;
  await noProvisioner(lab.project.stackFolder);
  lab.simulator.faults.clear();
  return reached;
}

/** Deploys again and destroys. @returns what is not as it should be */
async function recover(lab: Lab, login: Environment, operation: Operation): Promise<string | undefined> {
  lab.describe(operation.described);
  await lab.deploy(login);
  const { users, roles, tokens, acl } = lab.pve();
  const found = JSON.stringify([Object.keys(users), Object.keys(roles), Object.keys(tokens), acl]);
  const wanted = JSON.stringify([["opentofu@pve"], ["opentofu-role"], operation.tokens, operation.acl]);
  const works = await authenticates(lab.simulator, await lab.token());
  const left = secretFiles(lab.project.stackFolder);
  await lab.destroy(login);
  const rest = JSON.stringify(lab.pve());
  const file = await lab.project.file();
  if (found !== wanted) return `PVE has ${found}`;
  if (!works) return "the token in the file does not work";
  if (left.length > 0) return `secret files are left: ${left.join(", ")}`;
  if (rest !== JSON.stringify(NOTHING)) return `after destroy PVE has ${rest}`;
  return file === undefined ? undefined : "after destroy the file is still there";
}

function secretFiles(folder: string): string[] {
  return (readdirSync(folder, { recursive: true }) as string[]).filter((name) =>
    /\.secrets\/.+\/.+/.test(name),
  );
}

async function killProvisioners(folder: string): Promise<void> {
  for (const pid of provisioners(folder)) process.kill(pid, "SIGKILL");
  await noProvisioner(folder);
}

/** Who kills Terraform leaves its provisioners alive; they end by themselves. */
async function noProvisioner(folder: string): Promise<void> {
  while (provisioners(folder).length > 0) await pause(20);
}

function provisioners(folder: string): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name) && isProvisioner(name, folder))
    .map(Number);
}

function isProvisioner(pid: string, folder: string): boolean {
  try {
    const command = readFileSync(`/proc/${pid}/cmdline`, "utf8");
    return command.includes("provisioner.cjs") && readlinkSync(`/proc/${pid}/cwd`) === folder;
  } catch {
    return false;
  }
}
