/** Bounds of one exchange with a server. */
export interface Limits {
  /** Milliseconds until the connection stands and is trusted. */
  readonly connectMs: number;
  /** Milliseconds until the answer is complete, however slowly it drips. */
  readonly totalMs: number;
  /** Bytes of an answer's body. */
  readonly bodyBytes: number;
}

export const LIMITS: Limits = { connectMs: 15_000, totalMs: 60_000, bodyBytes: 8 * 1024 * 1024 };

/** The time limit of one exchange: the signal ends it. */
export interface Deadline {
  readonly signal: AbortSignal;
  /** What did not happen in time, in words; `undefined` while there is time left. */
  timeout(): string | undefined;
  /** The exchange is over. */
  end(): void;
}

/** Starts the clock for a whole answer. */
export function startDeadline({ totalMs }: Limits): Deadline {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), totalMs);
  return {
    signal: controller.signal,
    timeout: () => (controller.signal.aborted ? `no complete answer within ${totalMs / 1000} s` : undefined),
    end: () => clearTimeout(timer),
  };
}
