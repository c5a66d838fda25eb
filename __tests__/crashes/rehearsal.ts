/** Undisturbed runs, of which everything is written down that an accident could meet. */
import { setTimeout as pause } from "node:timers/promises";
import { commands } from "../support/provisioners";
import { type Moment, type Run, callsAt, withSteps } from "./accidents";
import { type Situation, nameOf, remember } from "./situation";

/** What is there at a moment: just what is left behind when everything is killed at once then. */
export interface Image {
  readonly situation: Situation;
  /** The same for two moments that differ in nothing that an accident could leave behind, as those of reads do. */
  readonly name: string;
}

/** Those of a run, in their order. */
export type Images = Readonly<Record<Moment, readonly Image[]>>;

/**
 * Runs the operation to its end.
 *
 * @param lingerMs how long the one who has come to a moment is held there before the others' doings are written down
 */
export async function rehearse(run: Run, lingerMs: number): Promise<Images> {
  const { lab } = run;
  const { faults } = lab.simulator;
  const images: Record<Moment, Image[]> = { request: [], handled: [], replied: [], step: [] };
  const lingered = new Map<string, Situation>();
  const see = async (moment: Moment) => {
    const name = `${nameOf(lab)} ${commands(lab.project.stackFolder).join()}`;
    if (lingerMs > 0 && !lingered.has(name)) await pause(lingerMs);
    const situation = lingered.get(name) ?? remember(lab);
    lingered.set(name, situation);
    images[moment].push({ name, situation });
  };
  for (const moment of ["request", "handled", "replied"] as const)
    faults.on(callsAt(moment), { at: moment, run: () => see(moment) });
  await withSteps(run, { CRASH_SEEN: "true" }, () => see("step"));
  faults.clear();
  return images;
}
