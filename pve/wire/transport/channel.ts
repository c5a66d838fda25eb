import type { Reach } from "../connection";
import type { Limits } from "./deadline";
import { openLine, type Line } from "./line";
import { type RetryPolicy, waitingLine } from "../retry";
import { Silence } from "./silence";
import { isVouchedFor } from "./vouched";
import { expiryWarning, insecureWarning } from "../trust/warnings";

/**
 * Receives warnings for the user, and what `PROXMOX_ACCESS_LOG=debug` shows, one line each.
 * @param warning what the line warns of; none if it is no warning
 */
export type Notice = (line: string, warning?: string) => void;

/** One way to a cluster. */
export interface Channel {
  /** Normalised endpoint. */
  readonly endpoint: string;
  /** The connection that its requests share. */
  readonly line: Line;
  /** Whether Node's own root certificates vouch for the other end. */
  readonly isVouchedFor: () => Promise<boolean>;
  readonly limits: Limits;
  readonly retry: RetryPolicy;
  /** How long there was no answer, for all calls together. */
  readonly silence: Silence;
  /** Told when a call failed and is about to be tried again. */
  readonly waiting: (error: Error) => void;
  /** Told of each request: method, path, status or error code, milliseconds. */
  readonly log: Notice;
}

/**
 * The way to a cluster. Nothing is sent before the first call. Warns of weak trust, and of a certificate that has expired
 * or soon will.
 */
export function openChannel(reach: Reach, notice: Notice): Channel {
  const { key, endpoint, trust, proxy, retry, limits, debug } = reach;
  const warn = (warning: string | undefined): void => {
    if (warning !== undefined) notice(`Warning: ${warning}`, warning);
  };
  warn(insecureWarning(trust));
  let isCertificateSeen = false;
  const line = openLine({
    endpoint,
    trust,
    proxy,
    connectMs: limits.connectMs,
    certificate: (certificate) => {
      if (!isCertificateSeen) warn(expiryWarning(key, certificate, Date.now()));
      isCertificateSeen = true;
    },
  });
  return {
    endpoint,
    line,
    isVouchedFor: () => isVouchedFor(reach, trust),
    limits,
    retry,
    silence: new Silence(limits.totalMs + retry.totalMs),
    waiting: (error) => notice(waitingLine(error, retry)),
    log: debug ? (text) => notice(`debug: ${key}: ${text}`) : () => undefined,
  };
}
