import { setTimeout as sleep } from "node:timers/promises";
import { backOff } from "exponential-backoff";
import { PveApiError, PveNetworkError } from "./errors";

/** How long and how often a call is tried again. */
export interface RetryPolicy {
  /** Milliseconds before the second attempt; doubles from there. */
  readonly firstDelayMs: number;
  /** Longest pause between two attempts, in milliseconds. */
  readonly maxDelayMs: number;
  /** No attempt is started later than this many milliseconds after the first one. 0: one attempt only. */
  readonly totalMs: number;
}

export const RETRY_POLICY: RetryPolicy = { firstDelayMs: 500, maxDelayMs: 8_000, totalMs: 60_000 };

/** Codes of failures that pass by themselves, as while a node restarts. */
const PASSING: readonly string[] = [
  "ECONNREFUSED",
  "ECONNRESET",
  "EPIPE",
  "ETIMEDOUT",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "EAI_AGAIN",
];

/**
 * Whether a failed call may be made again.
 *
 * | failure                                              | GET | POST, PUT, DELETE |
 * |------------------------------------------------------|-----|-------------------|
 * | no connection, so that nothing was sent              | yes | yes               |
 * | lock time-out of the cluster file system             | yes | yes               |
 * | 595: pveproxy did not reach the service              | yes | yes               |
 * | connection lost after sending, or no answer in time; 502, 504, 596, 597, 599 | yes | no: the result is unknown |
 * | 429 and 503: whoever answers is too busy             | yes | no                |
 * | untrusted certificate, unknown host, no TLS there    | no  | no                |
 * | any other answer                                     | no  | no                |
 */
export function mayRetry(error: unknown, method: string): boolean {
  if (error instanceof PveNetworkError) {
    const passes = error.code !== undefined && PASSING.includes(error.code);
    return passes && (!error.sent || method === "GET");
  }
  if (!(error instanceof PveApiError)) return false;
  if (error.kind === "locked" || error.status === 595) return true;
  return method === "GET" && [429, 502, 503, 504, 596, 597, 599].includes(error.status);
}

/** What a user is told who waits. @param error why the first attempt failed */
export function waitingLine({ message }: Error, { totalMs }: RetryPolicy): string {
  return `${message} Trying again for up to ${String(totalMs / 1000)} s.`;
}

/**
 * Makes a call, and makes it again while that is safe and time is left. Where the server says when to come back
 * (`Retry-After`), the pause is at least that long, or as long as there is time.
 * @param waiting told once, with the error, when the first retry is decided
 */
export function withRetry<T>(
  attempt: () => Promise<T>,
  method: string,
  policy: RetryPolicy,
  waiting: (error: Error) => void,
): Promise<T> {
  const started = performance.now();
  return backOff(attempt, {
    startingDelay: policy.firstDelayMs,
    maxDelay: policy.maxDelayMs,
    numOfAttempts: Number.POSITIVE_INFINITY,
    retry: async (error: unknown, attempts: number) => {
      const pause = Math.min(policy.firstDelayMs * 2 ** (attempts - 1), policy.maxDelayMs);
      const left = policy.totalMs - (performance.now() - started) - pause;
      if (left <= 0 || !mayRetry(error, method)) return false;
      if (attempts === 1 && error instanceof Error) waiting(error);
      const asked = error instanceof PveApiError ? error.retryAfterMs : 0;
      await sleep(Math.min(Math.max(asked - pause, 0), left));
      return true;
    },
  });
}
