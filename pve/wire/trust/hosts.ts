import type { X509Certificate } from "node:crypto";
import { isIP } from "node:net";

/**
 * Whether a certificate is for a host as Go sees it, in which Terraform's providers are written: by its alternative names alone.
 * What stands in its subject does not count there.
 */
export function isForHost(certificate: X509Certificate, host: string): boolean {
  if (isIP(host) !== 0) return certificate.checkIP(host) !== undefined;
  return certificate.checkHost(host, { subject: "never", partialWildcards: false }) !== undefined;
}

/** The names and addresses that a certificate is for. */
export function hostsOf({ subjectAltName }: X509Certificate): readonly string[] {
  const names = subjectAltName?.split(", ") ?? [];
  return names.map((name) => name.replace(/^[^:]+:/, ""));
}
