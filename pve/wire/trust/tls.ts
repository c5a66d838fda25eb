import type { X509Certificate } from "node:crypto";
import { once } from "node:events";
import { isIP, type Socket } from "node:net";
import { connect, type TLSSocket } from "node:tls";
import type { Address } from "../../names";
import { foreignText } from "../reply/text";
import { settingNames, type Trust } from "./trust";

/** The certificate is not trusted. The message holds all that a user needs to decide, and how to go on. */
export class CertificateFault extends Error {
  constructor(
    message: string,
    readonly code: string,
    readonly advice: string,
  ) {
    super(message);
  }
}

/** The other end of a connection that is trusted. */
export interface Peer {
  readonly certificate: X509Certificate;
  /** Whether this was checked at all, so whether the certificate is the cluster's. */
  readonly isVerified: boolean;
}

/** A connection that is verified, and its other end. */
export interface VerifiedConnection {
  readonly socket: TLSSocket;
  readonly peer: Peer;
}

/**
 * Starts TLS on a connected socket and verifies the other end. Nothing is written to the socket before it is trusted,
 * and an untrusted one is destroyed: a wrong server never sees a byte of a request.
 *
 * Node's own check is done (`authorized`: chain, dates and host name) but does not decide, because it would end the
 * handshake before the certificate can be shown, and because it knows no fingerprints. `judge` decides.
 * Node's root certificates are read only where they count: that takes as long as a start of Node.
 * @param end gives it up, also where the other end never says a word of TLS
 * @throws CertificateFault when the certificate is not trusted
 */
export async function secure(
  raw: Socket,
  address: Address,
  trust: Trust,
  end: AbortSignal,
): Promise<VerifiedConnection> {
  const socket = connect({
    socket: raw,
    host: address.host,
    ...(isIP(address.host) === 0 && { servername: address.host }),
    ALPNProtocols: ["http/1.1"],
    rejectUnauthorized: false,
    ...(needsRoots(trust) ? {} : { ca: trust.ca?.pem ?? [] }),
  });
  // One failure of the raw socket comes out of the TLS socket twice, and nobody listens to the second time.
  socket.on("error", () => undefined);
  raw.on("error", (error) => socket.destroy(error));
  try {
    await once(socket, "secureConnect", { signal: end });
    const certificate = socket.getPeerX509Certificate();
    if (!certificate) throw new Error("The server showed no certificate");
    const fault = judge(trust, certificate, chainFault(socket));
    if (fault !== undefined) throw distrust(address, trust, certificate, fault);
    return { socket, peer: { certificate, isVerified: !trust.insecure } };
  } catch (error) {
    socket.destroy();
    raw.destroy();
    throw error;
  }
}

/** Whether it is for the roots of Node to decide. */
function needsRoots({ insecure, ca, fingerprints }: Trust): boolean {
  return !insecure && ca === undefined && fingerprints === undefined;
}

/** Why a certificate is not trusted: a code, and what it means. */
interface Fault {
  readonly code: string;
  readonly meaning: string;
}

/**
 * | trust             | what has to hold                                  |
 * |-------------------|---------------------------------------------------|
 * | insecure          | nothing                                           |
 * | fingerprints      | one of the fingerprints                           |
 * | CA                | chain to that CA, dates and host name             |
 * | CA + fingerprints | both                                              |
 * | (nothing said)    | chain to a root of Node's, dates and host name    |
 */
function judge(trust: Trust, certificate: X509Certificate, chain: string | undefined): Fault | undefined {
  if (trust.insecure) return undefined;
  const { fingerprints } = trust;
  if (fingerprints?.includes(certificate.fingerprint256) === false) {
    const wanted =
      fingerprints.length === 1 ? "does not have the fingerprint" : "has none of the fingerprints";
    return { code: "FINGERPRINT_MISMATCH", meaning: `it ${wanted} ${fingerprints.join(", ")}` };
  }
  const chainDecides = trust.ca !== undefined || needsRoots(trust);
  if (!chainDecides || chain === undefined) return undefined;
  return { code: chain, meaning: CHAIN_FAULTS[chain] ?? chain };
}

/** Node's code for a certificate that is for another host. */
export const OTHER_NAME = "ERR_TLS_CERT_ALTNAME_INVALID";
const UNKNOWN_ISSUER = "its issuer is not among the trusted CAs";

const CHAIN_FAULTS: Readonly<Record<string, string>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: "it is self-signed",
  SELF_SIGNED_CERT_IN_CHAIN: UNKNOWN_ISSUER,
  UNABLE_TO_GET_ISSUER_CERT: UNKNOWN_ISSUER,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: UNKNOWN_ISSUER,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: UNKNOWN_ISSUER,
  CERT_HAS_EXPIRED: "it has expired",
  CERT_NOT_YET_VALID: "it is not valid yet",
  [OTHER_NAME]: "it was issued for another host name",
};

/** Node's verdict; its type is `Error`, but what it holds is the code as a string. */
function chainFault(socket: TLSSocket): string | undefined {
  if (socket.authorized) return undefined;
  const fault: unknown = socket.authorizationError;
  return typeof fault === "string" ? fault : fault instanceof Error ? fault.message : "UNVERIFIED";
}

function distrust(
  address: Address,
  trust: Trust,
  certificate: X509Certificate,
  fault: Fault,
): CertificateFault {
  const names = fault.code === OTHER_NAME ? certificate.subjectAltName : undefined;
  const facts = [
    `fingerprint (SHA-256) ${certificate.fingerprint256}`,
    `subject ${foreignText(certificate.subject)}`,
    `issuer ${foreignText(certificate.issuer)}`,
    `valid to ${certificate.validTo}`,
    ...(names === undefined ? [] : [`names ${foreignText(names)}`]),
  ];
  return new CertificateFault(
    `the certificate of ${address.host} is not trusted: ${fault.meaning} (${facts.join("; ")}). Nothing was sent`,
    fault.code,
    [
      "Compare the fingerprint with `pvenode cert info` on the node. To go on, set",
      `${settingNames(trust.key, "caFile")} to a copy of the node's /etc/pve/pve-root-ca.pem, or`,
      `${settingNames(trust.key, "fingerprint")} to that fingerprint, or`,
      `${settingNames(trust.key, "insecure")} to true, which verifies nothing.`,
    ].join(" "),
  );
}
