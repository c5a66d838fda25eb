/** Times whole processes. On a machine that others use too, only what was measured in turn can be compared. */
import { type Finished, type RunOptions, run } from "../tools/processes";

/** How often each measurement is made. */
export interface Rounds {
  /** Those that count. */
  readonly counted: number;
  /** Those before them. */
  readonly warmUp: number;
}

/** One thing to be timed, by its name. */
export type Trials<K extends string> = Readonly<Record<K, () => Promise<number>>>;

/** Does each in turn, again and again. @returns the median of each, in milliseconds */
export async function inTurn<K extends string>(
  trials: Trials<K>,
  { counted, warmUp }: Rounds,
): Promise<Record<K, number>> {
  const entries = Object.entries(trials) as [K, () => Promise<number>][];
  const times = new Map<K, number[]>(entries.map(([name]) => [name, []]));
  for (let round = 0; round < warmUp + counted; round += 1) {
    for (const [name, trial] of entries) {
      const time = await trial();
      if (round >= warmUp) times.get(name)?.push(time);
    }
  }
  return Object.fromEntries([...times].map(([name, all]) => [name, median(all)])) as Record<K, number>;
}

/** A program that has ended. */
export interface Timed {
  /** Milliseconds from its start to its end. */
  readonly ms: number;
  readonly finished: Finished;
}

/** Runs a program that has to succeed. */
export async function timed(
  command: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<Timed> {
  const started = performance.now();
  const finished = await run(command, args, options);
  const ms = performance.now() - started;
  if (finished.exitCode !== 0)
    throw new Error(`${command} ${args.join(" ")} failed.\n${finished.stdout}${finished.stderr}`);
  return { ms, finished };
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  const middle = sorted.length / 2;
  const upper = sorted[Math.floor(middle)] ?? NaN;
  return Number.isInteger(middle) ? (upper + (sorted[middle - 1] ?? NaN)) / 2 : upper;
}
