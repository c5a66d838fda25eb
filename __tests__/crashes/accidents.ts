/** What can go wrong in the course of a deploy, and when. */
import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { FaultMatch, FaultPoint } from "../../simulator";
import type { Running } from "../../tools/processes";
import type { Lab } from "../support/lab";
import type { Environment } from "../support/project";
import { killProvisioners, noProvisioner, stopProvisioners } from "../support/provisioners";

/** A moment of a call of PVE, or behind a step by which a provisioner changes a file. */
export type Moment = FaultPoint | "step";

/**
 * Who or what it happens to. `terraform` is killed alone, and its provisioners live on for a moment. `machine` is a power cut:
 * all are killed at once; `later` is the same 0.7 s later, when Terraform has written down what others have finished.
 * `connection` is cut. `user` is Ctrl-C at the terminal.
 */
export type Victim = "provisioner" | "terraform" | "machine" | "later" | "connection" | "user";

/** Something that goes wrong. */
export interface Accident {
  readonly victim: Victim;
  readonly moment: Moment;
}

/** Everything that can go wrong. A connection that is cut when the reply is out harms nobody. */
export const ACCIDENTS: readonly Accident[] = [
  ...(["machine", "later", "provisioner", "terraform"] as const).flatMap((victim) =>
    (["request", "handled", "replied", "step"] as const).map((moment) => ({ victim, moment })),
  ),
  { victim: "connection", moment: "request" },
  { victim: "connection", moment: "handled" },
  { victim: "user", moment: "request" },
  { victim: "user", moment: "handled" },
];

/** Terraform's run, to be started. */
export interface Run {
  readonly lab: Lab;
  readonly start: (environment: Environment) => Running;
}

/** A read changes nothing, so before it, after it and when it is answered are one and the same moment. */
export function callsAt(moment: FaultPoint): FaultMatch {
  return moment === "request" ? {} : { method: /^(POST|PUT|DELETE)$/ };
}

/** Has the accident happen at the nth of its moments. @returns whether the run got that far */
export async function strike(run: Run, { victim, moment }: Accident, nth: number): Promise<boolean> {
  if (moment === "step") {
    const chosen = { CRASH_STEP: String(nth), CRASH_VICTIM: victim };
    return (await withSteps(run, chosen, () => Promise.resolve())) >= nth;
  }
  const { faults } = run.lab.simulator;
  const folder = run.lab.project.stackFolder;
  const calls = callsAt(moment);
  const once = { times: 1, skip: nth - 1 };
  let reached = false;
  faults.on(calls, { at: "request", run: () => void (reached = true), ...once });
  // The reply shall lie there unread when its reader is killed.
  if (victim === "provisioner" && moment === "replied")
    faults.on(calls, { at: "handled", run: () => stopProvisioners(folder), ...once });
  const accident =
    victim === "connection" ? { do: "cut" as const } : { run: () => hit(victim, running, folder) };
  faults.on(calls, { at: moment, ...accident, ...once });
  const running = run.start({});
  await running.finished;
  await noProvisioner(folder);
  faults.clear();
  return reached;
}

async function hit(victim: Victim, { child }: Running, folder: string): Promise<void> {
  if (victim === "provisioner") await killProvisioners(folder);
  if (victim === "terraform") child.kill("SIGKILL");
  if (victim === "user") process.kill(-Number(child.pid), "SIGINT");
}

/**
 * Runs Terraform to its end while each provisioner tells of the files that it changes (step-hook.cjs).
 *
 * @param see called at each step; the provisioner waits for it if the environment has `CRASH_SEEN`
 * @returns how many steps there were
 */
export async function withSteps(
  { lab, start }: Run,
  environment: Environment,
  see: () => Promise<void>,
): Promise<number> {
  const folder = path.join(lab.project.folder, "steps");
  await mkdir(folder);
  const running = start({
    NODE_OPTIONS: `${process.env["NODE_OPTIONS"] ?? ""} --require ${JSON.stringify(HOOK)}`,
    CRASH_FOLDER: folder,
    ...environment,
  });
  const ended = new AbortController();
  void running.finished.then(() => noProvisioner(lab.project.stackFolder)).finally(() => ended.abort());
  let count = 0;
  while (!ended.signal.aborted) {
    for (; (await readdir(folder)).includes(String(count + 1)); count += 1) {
      await see();
      await writeFile(path.join(folder, `${String(count + 1)}.seen`), "");
    }
    await pause(2);
  }
  count = (await readdir(folder)).filter((name) => /^\d+$/.test(name)).length;
  await rm(folder, { recursive: true });
  return count;
}

const HOOK = path.join(__dirname, "step-hook.cjs");
