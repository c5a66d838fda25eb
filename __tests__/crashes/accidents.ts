/** What can go wrong in the course of a deploy, and when. */
import type { FaultMatch, FaultPoint } from "../../simulator";
import type { Running } from "../../tools/processes";
import type { Lab } from "../support/lab";
import type { Environment } from "../support/project";
import { killProvisioners, noProvisioner, stopProvisioners } from "./provisioners";
import { type StepAccident, countSteps } from "./steps";

/**
 * Who or what it happens to. `terraform` is killed alone, and its provisioners live on; `machine` kills all of them at
 * once, as a power cut or the end of a container does; `connection` is cut.
 */
export type Victim = StepAccident["victim"] | "connection";

/** Something that goes wrong at a moment of a call of PVE, or behind a step by which a provisioner changes a file. */
export type Accident =
  | { readonly victim: Victim; readonly moment: FaultPoint }
  | { readonly victim: StepAccident["victim"]; readonly moment: "step" };

/** Everything that can go wrong. A connection that is cut when the reply is out harms nobody. */
export const ACCIDENTS: readonly Accident[] = [
  ...(["provisioner", "terraform", "machine"] as const).flatMap((victim) =>
    (["request", "handled", "replied", "step"] as const).map((moment) => ({ victim, moment })),
  ),
  { victim: "connection", moment: "request" },
  { victim: "connection", moment: "handled" },
];

/** Terraform's run, and what is special about it. */
export interface Run {
  readonly lab: Lab;
  readonly start: (environment: Environment) => Running;
  /** The calls of which that moment counts. */
  readonly calls: (moment: FaultPoint) => FaultMatch;
}

/** Has the accident happen at the nth of its moments. @returns whether the run got that far */
export async function strike(run: Run, accident: Accident, nth: number): Promise<boolean> {
  const { victim, moment } = accident;
  if (moment === "step") return (await countSteps(run, { victim, step: nth })) >= nth;
  return strikeCall(run, victim, moment, nth);
}

async function strikeCall(run: Run, victim: Victim, moment: FaultPoint, nth: number): Promise<boolean> {
  const { faults } = run.lab.simulator;
  const folder = run.lab.project.stackFolder;
  const calls = run.calls(moment);
  const once = { times: 1, skip: nth - 1 };
  let reached = false;
  faults.on(calls, { at: "request", run: () => void (reached = true), ...once });
  // The reply shall lie there unread when its reader is killed.
  if (victim === "provisioner" && moment === "replied")
    faults.on(calls, { at: "handled", run: () => stopProvisioners(folder), ...once });
  const accident =
    victim === "connection" ? { do: "cut" as const } : { run: () => kill(victim, running, folder) };
  faults.on(calls, { at: moment, ...accident, ...once });
  const running = run.start({});
  await running.finished;
  await noProvisioner(folder);
  faults.clear();
  return reached;
}

async function kill(victim: StepAccident["victim"], { child }: Running, folder: string): Promise<void> {
  if (victim === "provisioner") await killProvisioners(folder);
  if (victim === "terraform") child.kill("SIGKILL");
  if (victim === "machine") process.kill(-Number(child.pid), "SIGKILL");
}
