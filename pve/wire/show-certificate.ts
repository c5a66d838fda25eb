import type { X509Certificate } from "node:crypto";
import type { Reach } from "./connection";
import { UntrustedCertificateError } from "./errors";
import { establish } from "./transport/line";
import { networkError } from "./transport/network-failure";
import type { Trust } from "./trust/trust";

/** A server as it shows itself. */
export interface ShownCertificate {
  readonly certificate: X509Certificate;
  /** Why it is not trusted; undefined where it is. */
  readonly distrust: UntrustedCertificateError | undefined;
}

/**
 * The certificate of an endpoint, trusted or not, for a person who is to judge it. Nothing is sent.
 * @throws PveNetworkError when the endpoint can't be reached
 */
export async function showCertificate(reach: Reach): Promise<ShownCertificate> {
  try {
    return { certificate: await meet(reach, reach.trust), distrust: undefined };
  } catch (error) {
    if (!(error instanceof UntrustedCertificateError)) throw error;
    return { certificate: await meet(reach, { key: reach.key, insecure: true }), distrust: error };
  }
}

async function meet({ endpoint, proxy, limits }: Reach, trust: Trust): Promise<X509Certificate> {
  try {
    const route = { endpoint, proxy, trust, connectMs: limits.connectMs };
    const { socket, peer } = await establish(route, new AbortController().signal);
    socket.destroy();
    return peer.certificate;
  } catch (error) {
    throw networkError({ endpoint }, { error, sent: false });
  }
}
