import type { X509Certificate } from "node:crypto";
import { DAY } from "../../names";
import { plural } from "../../plural";
import type { Trust } from "./trust";
import { settingNames } from "./trust";

const WARNING_DAYS = 14;

/** A warning when nothing is verified. */
export function insecureWarning({ key, insecure }: Trust): string | undefined {
  if (!insecure) return undefined;
  return (
    `cluster ${key} is insecure: its certificate is not verified, so anyone between here and the node can ` +
    `read the login. Set ${settingNames(key, "fingerprint")} instead.`
  );
}

/**
 * A warning when the node's certificate has expired (a fingerprint holds nonetheless) or does so within 14 days.
 * @param now milliseconds since the epoch
 */
export function expiryWarning(key: string, certificate: X509Certificate, now: number): string | undefined {
  const left = Math.floor((Date.parse(certificate.validTo) - now) / 1000 / DAY);
  if (Number.isNaN(left) || left >= WARNING_DAYS) return undefined;
  const when = left < 0 ? "has expired" : `expires in ${plural(left, "day")}`;
  return (
    `the certificate of cluster ${key} ${when} (${certificate.validTo}). Renew it (\`pvecm updatecerts --force\`, ` +
    "or `pvenode acme cert renew`); its fingerprint will change."
  );
}
