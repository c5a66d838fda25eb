import { X509Certificate } from "node:crypto";
import { PveApiError, type PveClient } from "../wire";

/**
 * What a tool that knows no fingerprints has to trust, so that it trusts the certificate which the node shows:
 *
 * | the certificate is issued by            | PEM                     |
 * |-----------------------------------------|-------------------------|
 * | the cluster's own CA                    | that CA                 |
 * | a CA that Node knows                    | none                    |
 * | itself, or a CA that nobody here knows  | the certificate itself  |
 *
 * There is none of a certificate that was not verified: anybody may have shown it.
 */
export async function fetchAuthority(client: PveClient): Promise<string | undefined> {
  const listed = await certificatesOf(client);
  const peer = client.peer();
  if (peer?.isVerified !== true) return undefined;
  const { certificate } = peer;
  const issuer = listed.find((ca) => hasIssued(ca, certificate));
  if (issuer !== undefined) return issuer.toString();
  return (await client.isVouchedFor()) ? undefined : certificate.toString();
}

/**
 * `GET /nodes/{node}/certificates/info`, which every login may call. The node that answers is `localhost` to itself, and lists the
 * cluster's CA under that name, without its own certificates.
 */
async function certificatesOf(client: PveClient): Promise<readonly X509Certificate[]> {
  try {
    const path = "/nodes/localhost/certificates/info";
    const answer = await client.get<readonly { readonly pem?: unknown }[] | null>(path);
    return (answer ?? []).flatMap(({ pem }) => parsed(String(pem)));
  } catch (error) {
    if (error instanceof PveApiError) return [];
    throw error;
  }
}

/** The wire leaves no line end in a text, so what is between the marks is read without them. */
function parsed(pem: string): readonly X509Certificate[] {
  const [, body = ""] = /-----BEGIN CERTIFICATE-----(.*)-----END CERTIFICATE-----/s.exec(pem) ?? [];
  try {
    return [new X509Certificate(Buffer.from(body.replace(/[^A-Za-z0-9+/=]/g, ""), "base64"))];
  } catch {
    return [];
  }
}

function hasIssued(ca: X509Certificate, certificate: X509Certificate): boolean {
  return ca.ca && certificate.checkIssued(ca) && certificate.verify(ca.publicKey);
}
