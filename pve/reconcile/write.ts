import { backOff } from "exponential-backoff";
import { isKind } from "../wire/absent";
import { PveApiError, PveNetworkError } from "../wire/errors";

/** What `write` throws when it is unknown whether PVE did it: the connection was cut before the answer. */
class UnknownResult extends Error {
  public constructor(public override readonly cause: unknown) {
    super("unknown result");
  }
}

/** Rounds of reading and writing before the last error is given up to the caller. */
const ROUNDS = 4;

/**
 * Runs rounds of read → decide → write. A round in which the result of a {@link write} stayed unknown, or in which
 * somebody else was quicker to create, is followed by another one, which begins by reading again.
 * @param round gets whether an earlier round met somebody else's create
 */
export async function inRounds<T>(round: (exists: boolean) => Promise<T>): Promise<T> {
  let exists = false;
  try {
    return await backOff(() => round(exists), {
      numOfAttempts: ROUNDS,
      startingDelay: 200,
      timeMultiple: 3,
      retry: (error: unknown) => {
        exists ||= isKind(error, "exists");
        return error instanceof UnknownResult || isKind(error, "exists");
      },
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
    throw isUnknownResult(error) ? new UnknownResult(error) : error;
  }
}

function isUnknownResult(error: unknown): boolean {
  return (error instanceof PveApiError || error instanceof PveNetworkError) && error.resultUnknown;
}
