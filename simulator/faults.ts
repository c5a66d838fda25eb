/** What shall go wrong, for tests of clients: cut connections, strange replies, delays, a lock that can't be had. */
import type { LockError } from "./cluster";

/** Which requests a fault is for; all that is given must fit. */
export interface FaultMatch {
  readonly method?: string | RegExp;
  /** The decoded path below `/api2/json`, whole or as a pattern: `/access/users/x@pve`. */
  readonly path?: string | RegExp;
  /** The number of the request, from 1, counted since the start or the last `clearRequests()`. */
  readonly nth?: number;
}

/**
 * When a fault happens: `request`, before anything is done; `handled`, when the change is made and nothing is sent
 * yet; `replied`, when the reply has been sent.
 */
export type FaultPoint = "request" | "handled" | "replied";

/** A reply that is sent instead of handling the request. */
export interface RawReply {
  readonly status: number;
  readonly reason?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

export type Fault = (
  | { readonly at: FaultPoint; readonly do: "cut" }
  | { readonly at: FaultPoint; readonly run: () => void | Promise<void> }
  | { readonly reply: RawReply }
  | { readonly lock: true; readonly error?: LockError }
  | { readonly delayMs: number }
) & {
  /** How often it happens; always when left out. */
  readonly times?: number;
  /** How often it could have happened before and does not. */
  readonly skip?: number;
};

export interface FaultedRequest {
  readonly method: string;
  readonly path: string;
  readonly n: number;
}

interface Planned {
  readonly match: FaultMatch;
  readonly fault: Fault;
  left: number;
  toSkip: number;
}

export class FaultPlan {
  private planned: Planned[] = [];

  /** Plans a fault. Answers a function that takes it back. */
  on(match: FaultMatch, fault: Fault): () => void {
    const entry: Planned = { match, fault, left: fault.times ?? Infinity, toSkip: fault.skip ?? 0 };
    this.planned.push(entry);
    return () => {
      this.planned = this.planned.filter((other) => other !== entry);
    };
  }

  clear(): void {
    this.planned = [];
  }

  /** The faults for a request. */
  of(request: FaultedRequest): RequestFaults {
    return new RequestFaults(this.planned.filter(({ match }) => fits(match, request)));
  }
}

function fits(match: FaultMatch, request: FaultedRequest): boolean {
  const { method, path, nth } = match;
  return isLike(request.method, method) && isLike(request.path, path) && (nth ?? request.n) === request.n;
}

function isLike(text: string, wanted: string | RegExp | undefined): boolean {
  if (wanted instanceof RegExp) return new RegExp(wanted.source, wanted.flags.replace("g", "")).test(text);
  return wanted === undefined || wanted === text;
}

/** The faults that one request meets on its way. */
export class RequestFaults {
  constructor(private readonly planned: readonly Planned[]) {}

  /** Runs what is planned for this moment. Answers whether the connection is to be cut. */
  async reach(point: FaultPoint): Promise<boolean> {
    for (const entry of this.planned) {
      const { fault } = entry;
      const isHere = "at" in fault && fault.at === point;
      const isDelay = "delayMs" in fault && point === "request";
      if ((!isHere && !isDelay) || !take(entry)) continue;
      if ("delayMs" in fault) await new Promise((resolve) => setTimeout(resolve, fault.delayMs));
      if ("run" in fault) await fault.run();
      if ("do" in fault) return true;
    }
    return false;
  }

  reply(): RawReply | undefined {
    for (const entry of this.planned) {
      if ("reply" in entry.fault && take(entry)) return entry.fault.reply;
    }
    return undefined;
  }

  lock(): LockError | undefined {
    for (const entry of this.planned) {
      if ("lock" in entry.fault && take(entry)) return entry.fault.error ?? "timeout";
    }
    return undefined;
  }
}

function take(entry: Planned): boolean {
  if (entry.toSkip > 0) {
    entry.toSkip -= 1;
    return false;
  }
  if (entry.left <= 0) return false;
  entry.left -= 1;
  return true;
}
