import { backOff } from "exponential-backoff";
import { PveApiError, PveNetworkError, isKind } from "../wire";

/** What `write` throws when it is unknown whether PVE did it: the connection was cut before the answer. */
class UnknownResult extends Error {
  public constructor(public override readonly cause: unknown) {
    super("unknown result");
  }
}

/** Rounds of reading and writing before the last error is given up to the caller. */
const ROUNDS = 4;

/** Milliseconds after which no further round is begun: a node that lets writes hang is not asked again and again. */
const ROUNDS_MS = 30_000;

/**
 * Runs rounds of observe → plan → apply. A round in which the result of a {@link write} stayed unknown, or in which somebody
 * else was quicker to create, is followed by another one, which begins by looking again.
 */
export async function inRounds<T>(round: () => Promise<T>): Promise<T> {
  const started = performance.now();
  try {
    return await backOff(round, {
      numOfAttempts: ROUNDS,
      startingDelay: 200,
      timeMultiple: 3,
      retry: (error: unknown) =>
        performance.now() - started < ROUNDS_MS &&
        (error instanceof UnknownResult || isKind(error, "exists")),
    });
  } catch (error) {
    throw error instanceof UnknownResult ? error.cause : error;
  }
}

/** Marks a call that changes something, so that {@link inRounds} reads again if its result stays unknown. */
export async function write<T>(call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    throw isUnfinished(error) ? new UnknownResult(error) : error;
  }
}

/** Whether a {@link write} may have been done. */
export function isUnknownResult(error: unknown): boolean {
  return error instanceof UnknownResult;
}

function isUnfinished(error: unknown): boolean {
  return (error instanceof PveApiError || error instanceof PveNetworkError) && error.resultUnknown;
}
