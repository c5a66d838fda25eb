import type { Way } from "../connection";
import { CertificateFault, OTHER_NAME } from "../trust/tls";
import type { Trust } from "../trust/trust";
import { LIMITS } from "./deadline";
import { establish } from "./line";
import { networkError } from "./network-failure";

/**
 * Whether Node's own root certificates, and those of `NODE_EXTRA_CA_CERTS`, vouch for the certificate at an endpoint, whatever host
 * it is for. To read them takes longer than all else on a connection, so one that is pinned goes without, and who has to know makes
 * another one. Nothing is sent on it.
 * @throws PveNetworkError when the endpoint can't be reached
 */
export async function isVouchedFor({ endpoint, proxy }: Way, { key }: Trust): Promise<boolean> {
  const trust = { key, insecure: false };
  try {
    const route = { endpoint, proxy, trust, connectMs: LIMITS.connectMs };
    (await establish(route, new AbortController().signal)).socket.destroy();
    return true;
  } catch (error) {
    // The name is looked at when the chain holds.
    if (error instanceof CertificateFault) return error.code === OTHER_NAME;
    throw networkError({ endpoint }, { error, sent: false });
  }
}
