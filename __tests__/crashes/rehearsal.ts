/** Undisturbed runs, of which everything is written down that an accident could meet. */
import { setTimeout as pause } from "node:timers/promises";
import { type Moment, type Run, callsAt, withSteps } from "./accidents";
import { type Situation, remember } from "./situation";

/** What is there at each moment: just what is left behind when everything is killed at once then. */
export type Images = Readonly<Record<Moment, readonly Situation[]>>;

/**
 * Runs the operation to its end.
 *
 * @param lingerMs how long the one who has come to a moment is held there before the others' doings are written down
 */
export async function rehearse(run: Run, lingerMs: number): Promise<Images> {
  const { faults } = run.lab.simulator;
  const images: Record<Moment, Situation[]> = { request: [], handled: [], replied: [], step: [] };
  const see = async (moment: Moment) => {
    if (lingerMs > 0) await pause(lingerMs);
    images[moment].push(remember(run.lab));
  };
  for (const moment of ["request", "handled", "replied"] as const)
    faults.on(callsAt(moment), { at: moment, run: () => see(moment) });
  await withSteps(run, { CRASH_SEEN: "true" }, () => see("step"));
  faults.clear();
  return images;
}
