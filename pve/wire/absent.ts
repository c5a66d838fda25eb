import { PveApiError, type PveErrorKind } from "./errors";

/** Turns one kind of refusal, usually "there is no such object", into undefined. */
export async function absentIf<T>(kind: PveErrorKind, call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (isKind(error, kind)) return undefined;
    throw error;
  }
}

/** Whether PVE refused a call for this reason. */
export function isKind(error: unknown, ...kinds: readonly PveErrorKind[]): error is PveApiError {
  return error instanceof PveApiError && kinds.includes(error.kind);
}
