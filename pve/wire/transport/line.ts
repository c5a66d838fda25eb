import { Agent } from "node:https";
import type { Duplex } from "node:stream";
import { setImmediate } from "node:timers/promises";
import type { X509Certificate } from "node:crypto";
import { addressOf } from "../../names";
import { dial } from "./proxy";
import { type Peer, type VerifiedConnection, secure } from "../trust/tls";
import type { Trust } from "../trust/trust";

/** There is no connection: it did not stand in time (`ETIMEDOUT`), or the line was closed (`ABORT_ERR`). */
export class LineFault extends Error {
  constructor(
    message: string,
    readonly code: "ETIMEDOUT" | "ABORT_ERR",
  ) {
    super(message);
  }
}

/** Where a line leads, and what has to hold before anything is written to it. */
export interface Route {
  /** Normalised. */
  readonly endpoint: string;
  readonly trust: Trust;
  /** The proxy to tunnel through; left out: straight to the endpoint. */
  readonly proxy?: URL | undefined;
  /** Milliseconds until a connection stands and is trusted. */
  readonly connectMs: number;
  /** Told of the certificate of each connection that is trusted. */
  readonly certificate: (certificate: X509Certificate) => void;
}

/** The one connection to a cluster, which all requests of a run share. */
export interface Line {
  /** Waits until the line is free. Then `exchange` has it for itself, and makes one request after another with the agent. */
  lend<T>(exchange: (agent: Agent) => Promise<T>): Promise<T>;
  /** The other end of the last connection; undefined before there was one. */
  peer(): Peer | undefined;
  /** Hangs up for good. What is under way fails. */
  close(): void;
}

/**
 * Milliseconds that a connection is kept without use. pveproxy drops it after 5 s, and a write that meets such a drop has
 * an unknown result, so we are first by a wide margin.
 */
const KEPT_MS = 2_000;

/** A line that is connected by its first request, and again whenever the other end has hung up. */
export function openLine(route: Route): Line {
  let peer: Peer | undefined;
  const agent = new VerifiedAgent(route, (met) => {
    peer = met;
    route.certificate(met.certificate);
  });
  let last: Promise<unknown> = Promise.resolve();
  return {
    lend: (exchange) => {
      // A hang-up that has arrived meanwhile is seen in between, and what was kept for too long is dropped.
      const own = last.then(() => setImmediate()).then(() => exchange(agent));
      last = own.catch(() => undefined);
      return own;
    },
    peer: () => peer,
    close: () => agent.destroy(),
  };
}

/** Keeps one connection. Node takes a new one from here, and gets it only when its other end is trusted. */
class VerifiedAgent extends Agent {
  private readonly hangUp = new AbortController();

  constructor(
    private readonly route: Route,
    private readonly meet: (peer: Peer) => void,
  ) {
    super({ keepAlive: true, maxSockets: 1, maxCachedSessions: 0, timeout: KEPT_MS });
  }

  override createConnection(
    _options: unknown,
    done: (error: Error | null, socket?: Duplex) => void,
  ): undefined {
    establish(this.route, this.hangUp.signal).then(
      ({ socket, peer }) => {
        this.meet(peer);
        done(null, socket);
      },
      (error: unknown) => done(error as Error),
    );
  }

  override destroy(): void {
    super.destroy();
    this.hangUp.abort();
  }
}

/** A connection that stands and is trusted. @param hangUp gives it up */
export async function establish(
  route: Omit<Route, "certificate">,
  hangUp: AbortSignal,
): Promise<VerifiedConnection> {
  const { endpoint, proxy, trust, connectMs } = route;
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(), connectMs);
  const address = addressOf(endpoint);
  try {
    const end = AbortSignal.any([hangUp, limit.signal]);
    const raw = await dial(address, proxy, end);
    return await secure(raw, address, trust, end);
  } catch (error) {
    if (hangUp.aborted) throw new LineFault("the connection was closed on this side", "ABORT_ERR");
    const way = proxy === undefined ? "" : ` through the proxy ${proxy.host}`;
    if (limit.signal.aborted)
      throw new LineFault(`no connection within ${connectMs / 1000} s${way}`, "ETIMEDOUT");
    throw error;
  } finally {
    clearTimeout(timer);
  }
}
