/** `cdktf synth` without its own start: how long a program takes to make and write a stack. */
import { join } from "node:path";
import { type Rounds, inTurn, timed } from "./measure";

export interface Synth {
  readonly clusters: number;
  readonly resources: number;
  /** Milliseconds. */
  readonly ms: number;
  /** Milliseconds for as many empty resources. */
  readonly emptyMs: number;
}

/** Each synth is the first one of its process, as it is for a user. */
export async function synths(clusters: number, rounds: Rounds): Promise<Synth> {
  const resources = resourcesOf(clusters);
  const { ours, empty } = await inTurn(
    { ours: () => synth(String(clusters)), empty: () => synth("empty", String(resources)) },
    rounds,
  );
  return { clusters, resources, ms: ours, emptyMs: empty };
}

async function synth(...args: readonly string[]): Promise<number> {
  const tsx = ["--import", "tsx", join(__dirname, "synth-process.ts")];
  return Number((await timed("node", [...tsx, ...args])).finished.stdout);
}

/** The resources of a stack of so many clusters with every default. */
export function resourcesOf(clusters: number): number {
  return 4 + 8 * clusters;
}
