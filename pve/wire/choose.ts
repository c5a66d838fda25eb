import type { Notice } from "./transport/channel";
import type { Reach, Way } from "./connection";
import { PveNetworkError, UntrustedCertificateError } from "./errors";
import { establish } from "./transport/line";
import { networkError } from "./transport/network-failure";
import { mayRetry, waitingLine, withRetry } from "./retry";

/** Bounds of one try of one endpoint, in milliseconds: one that is down must not hold up the next one. */
const CONNECT_MS = { shortest: 2_000, longest: 10_000 };

/**
 * The way that a run takes: the first endpoint to which a trusted connection stands. One that can't be reached gives way to the next
 * one, in rounds, for as long as a single endpoint would be tried again. A certificate that is not trusted ends the search, and
 * nothing is sent meanwhile, so no login is ever tried at two nodes. An only endpoint is left to the first call.
 *
 * @param notice told which one is used, if it is not the first one
 * @throws UntrustedCertificateError; PveNetworkError that names each endpoint when none can be reached
 */
export async function chooseEndpoint<R extends Reach>(reach: R, notice: Notice): Promise<R> {
  const { key, others, retry } = reach;
  if (others.length === 0) return reach;
  const round = async (): Promise<R> => {
    const failures: PveNetworkError[] = [];
    for (const { endpoint, proxy } of [reach, ...others]) {
      const failure = await failureAt({ endpoint, proxy }, reach);
      if (failure === undefined) {
        if (failures.length > 0)
          notice(`Cluster ${key} is reached at ${endpoint}: ${failures.map(inShort).join(", ")}.`);
        return { ...reach, endpoint, proxy, others: [] };
      }
      if (failure instanceof UntrustedCertificateError) throw failure;
      failures.push(failure);
    }
    throw noneOf(reach, failures);
  };
  return withRetry(round, "GET", retry, (error) => notice(waitingLine(error, retry)));
}

/** Why no trusted connection to an endpoint stands; undefined where it does. A round takes no longer than one call may. */
async function failureAt(way: Way, { trust, others, limits }: Reach): Promise<PveNetworkError | undefined> {
  const share = limits.totalMs / (others.length + 1);
  const connectMs = Math.max(CONNECT_MS.shortest, Math.min(CONNECT_MS.longest, share));
  try {
    const { socket } = await establish({ ...way, trust, connectMs }, new AbortController().signal);
    socket.destroy();
    return undefined;
  } catch (error) {
    return networkError({ endpoint: way.endpoint }, { error, sent: false });
  }
}

function inShort({ endpoint, code = "no connection" }: PveNetworkError): string {
  return `${endpoint} can't be reached (${code})`;
}

/** It is tried again if that may help at one of them. */
function noneOf({ key, endpoint }: Reach, failures: readonly PveNetworkError[]): PveNetworkError {
  const telling = failures.find((failure) => mayRetry(failure, "GET")) ?? failures[0];
  return new PveNetworkError(
    { endpoint },
    {
      what: `no endpoint of cluster ${key} can be reached`,
      code: telling?.code,
      sent: false,
      advice: failures.map(({ message }) => message).join(" "),
    },
  );
}
