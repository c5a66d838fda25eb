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

/** The time limits of one exchange: the signal ends it when one runs out. */
export interface Deadline {
  readonly signal: AbortSignal;
  /** Which limit ran out, in words; `undefined` while none has. */
  timeout(): string | undefined;
  /** The connection stands: only the limit for the whole answer counts from now on. */
  connected(): void;
  /** The exchange is over. */
  end(): void;
}

/** Starts both clocks. */
export function startDeadline({ connectMs, totalMs }: Limits): Deadline {
  const controller = new AbortController();
  let timeout: string | undefined;
  const limit = (milliseconds: number, what: string): NodeJS.Timeout =>
    setTimeout(() => {
      timeout = `${what} within ${milliseconds / 1000} s`;
      controller.abort();
    }, milliseconds);
  const connecting = limit(connectMs, "no connection");
  const whole = limit(totalMs, "no complete answer");
  return {
    signal: controller.signal,
    timeout: () => timeout,
    connected: () => clearTimeout(connecting),
    end: () => {
      clearTimeout(connecting);
      clearTimeout(whole);
    },
  };
}
