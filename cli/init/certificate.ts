import type { X509Certificate } from "node:crypto";
import { UserError } from "../../pve/user-error";
import { type Reach, foreignText, showCertificate } from "../../pve/wire";
import { type DecidingSurroundings, harmless } from "../terminal";

/**
 * Has the user compare the certificate of an endpoint, unless it is trusted already: by a public CA, or by a fingerprint or a CA
 * file that the user has given. Nothing has been sent to the endpoint by then.
 * @returns the fingerprint to be written; undefined where none is needed
 * @throws UserError when the certificate is not the node's, or nobody was there to compare it
 */
export async function trustedFingerprint(
  reach: Reach,
  isAsked: boolean,
  { stderr, choices }: DecidingSurroundings,
): Promise<string | undefined> {
  const { certificate, distrust } = await showCertificate(reach);
  const { ca, fingerprints } = reach.trust;
  const fingerprint = certificate.fingerprint256;
  if (distrust === undefined) return fingerprints === undefined ? undefined : fingerprint;
  // What the user has said already decides.
  if (ca !== undefined || fingerprints !== undefined) throw distrust;
  harmless(stderr).write(
    `${reach.endpoint} shows a certificate that none of the CAs of this machine vouches for:\n${facts(certificate)}\n`,
  );
  if (!isAsked)
    throw new UserError(
      `Nobody has compared this certificate. ${WHERE} If it is the same, run this again with\n  --fingerprint ${fingerprint}`,
    );
  harmless(stderr).write(`${WHERE}\n`);
  if (await choices.confirm("Is it the same fingerprint?")) return fingerprint;
  throw new UserError(
    "Nothing was sent, and nothing was written. If the node shows another fingerprint, something else answers at this endpoint.",
  );
}

const WHERE =
  "Compare the fingerprint with the node's own: `pvenode cert info` on the node, or in its web page " +
  "Datacenter → the node → System → Certificates.";

function facts({ subject, issuer, validFrom, validTo, fingerprint256 }: X509Certificate): string {
  const lines = {
    subject: oneLine(subject),
    issuer: oneLine(issuer),
    valid: `${day(validFrom)} to ${day(validTo)}`,
    "SHA-256": fingerprint256,
  };
  return Object.entries(lines)
    .map(([name, value]) => `  ${name.padEnd(8)} ${value}`)
    .join("\n");
}

/** A distinguished name has a line for each part. */
function oneLine(name: string): string {
  return foreignText(name.split("\n").join(", "));
}

function day(date: string): string {
  return new Date(date).toISOString().slice(0, 10);
}
