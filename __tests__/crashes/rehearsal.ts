/** An undisturbed run, of which everything is written down that an accident could meet. */
import type { FaultPoint } from "../../simulator";
import type { Run } from "./accidents";
import { type Situation, remember } from "./situation";
import { countSteps } from "./steps";

/** What a run goes through. */
export interface Rehearsal {
  /** What is there at each moment of a call: just what is left behind when everything is killed at once then. */
  readonly images: Readonly<Record<FaultPoint, readonly Situation[]>>;
  /** How often a provisioner changes a file. */
  readonly steps: number;
}

/** Runs the operation to its end. */
export async function rehearse(run: Run): Promise<Rehearsal> {
  const { faults } = run.lab.simulator;
  const images: Record<FaultPoint, Situation[]> = { request: [], handled: [], replied: [] };
  for (const moment of ["request", "handled", "replied"] as const)
    faults.on(run.calls(moment), { at: moment, run: () => void images[moment].push(remember(run.lab)) });
  const steps = await countSteps(run);
  faults.clear();
  return { images, steps };
}
