/** Bounds of one exchange with a server. */
export interface Limits {
  /** Milliseconds until the connection stands and is trusted. */
  readonly connectMs: number;
  /** Milliseconds until the answer is complete, however slowly it drips. */
  readonly totalMs: number;
  /** Bytes of an answer's body. */
  readonly bodyBytes: number;
}

/**
 * The limits of a real cluster. pveproxy gives up the service behind it after 30 s, so what has not come after 40 s does not come.
 *
 * A call takes no longer than `totalMs` and the patience of its retries (`PROXMOX_VE_RETRY_SECONDS`) together: 100 s, as long as
 * it is the only one. A cluster that answers nothing is given up after these 100 s for the whole run, however many calls are
 * made meanwhile.
 */
export const LIMITS: Limits = { connectMs: 15_000, totalMs: 40_000, bodyBytes: 8 * 1024 * 1024 };

/** The time limit of one exchange: the signal ends it. */
export interface Deadline {
  readonly signal: AbortSignal;
  /** What did not happen in time, in words; `undefined` while there is time left. */
  timeout(): string | undefined;
  /** The exchange is over. */
  end(): void;
}

/** Starts the clock for a whole answer. @param limitMs milliseconds */
export function startDeadline(limitMs: number): Deadline {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), limitMs);
  return {
    signal: controller.signal,
    timeout: () =>
      controller.signal.aborted
        ? `no complete answer within ${String(Math.round(limitMs) / 1000)} s`
        : undefined,
    end: () => clearTimeout(timer),
  };
}
