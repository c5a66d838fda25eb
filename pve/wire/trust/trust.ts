import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { isAbsolute } from "node:path";
import { type Scope, type Setting, type Variable, readScoped, variableName } from "../../names";
import { errorCode } from "../errors";
import { UserError } from "../../user-error";
import { type ClusterSpec, fingerprintsOf } from "../../spec";

/**
 * What makes a node's certificate trusted. A CA and one of the fingerprints must both hold when both are there; with neither,
 * Node's own root certificates and those of `NODE_EXTRA_CA_CERTS` decide, and the host name has to match.
 */
export interface Trust {
  /** The cluster key, for the names of settings in messages. */
  readonly key: string;
  /** `true`: nothing is verified. Never together with a CA or a fingerprint. */
  readonly insecure: boolean;
  /** PEM certificates; they replace Node's own roots. */
  readonly ca?: CertificateAuthority;
  /** SHA-256, upper-case hex pairs with `:`: the node's certificate has to have one of them. Left out, any may do. */
  readonly fingerprints?: readonly string[];
}

/** A CA file as it was read. */
export interface CertificateAuthority {
  readonly file: string;
  readonly pem: string;
}

/** What one place (the environment or the configuration) says about trust. */
interface Statement {
  readonly caFile?: string | undefined;
  readonly fingerprints?: readonly string[] | undefined;
  readonly insecure?: boolean | undefined;
}

/**
 * What to trust for a cluster. `PROXMOX_VE_<KEY>_…` wins over the configuration, which wins over `PROXMOX_VE_…`, for
 * each setting by itself. `insecure` sets aside only what a less specific place says: where a CA or a fingerprint
 * stands beside or above it, that is still verified.
 * @throws UserError for a CA file that can't be read or holds no certificate, and for a malformed setting
 */
export function readTrust(cluster: ClusterSpec, environment: NodeJS.ProcessEnv): Trust {
  let caFile: string | undefined;
  let fingerprints: readonly string[] | undefined;
  let insecure: boolean | undefined;
  const places = [
    environmentStatement(environment, "cluster", cluster.key),
    configuredStatement(cluster),
    environmentStatement(environment, "general", cluster.key),
  ];
  for (const place of places) {
    caFile ??= place.caFile;
    fingerprints ??= place.fingerprints;
    insecure ??= place.insecure;
    if (insecure) break;
  }
  const pinned = caFile !== undefined || fingerprints !== undefined;
  return {
    key: cluster.key,
    insecure: insecure === true && !pinned,
    ...(caFile !== undefined && { ca: { file: caFile, pem: readAuthority(caFile, cluster.key) } }),
    ...(fingerprints !== undefined && { fingerprints }),
  };
}

/** The three settings by which a user can trust a certificate, as the configuration and the environment name them. */
export function settingNames(key: string, setting: "caFile" | "fingerprint" | "insecure"): string {
  const variable: Record<typeof setting, Setting> = {
    caFile: "CA_FILE",
    fingerprint: "FINGERPRINT",
    insecure: "INSECURE",
  };
  return `clusters.${key}.${setting} (or ${variableName(variable[setting], "cluster", key)})`;
}

/**
 * Upper-case hex pairs with `:`, whatever the case and the separators of the input; `undefined` when it is no SHA-256.
 */
export function normaliseFingerprint(text: string): string | undefined {
  const digits = text.replace(/^sha-?256[:=\s]/i, "").replace(/[:\s]/g, "");
  if (!/^[0-9a-f]{64}$/i.test(digits)) return undefined;
  return (digits.toUpperCase().match(/../g) ?? []).join(":");
}

/** `insecure: false` is the default, so that the configuration only says something when it is `true`. */
function configuredStatement(cluster: ClusterSpec): Statement {
  return {
    caFile: cluster.caFile,
    fingerprints: parseFingerprints(fingerprintsOf(cluster), `clusters.${cluster.key}.fingerprint`),
    insecure: cluster.insecure ? true : undefined,
  };
}

function environmentStatement(environment: NodeJS.ProcessEnv, scope: Scope, key: string): Statement {
  const read = (setting: Setting): Variable | undefined => readScoped(environment, setting, scope, key);
  const caFile = read("CA_FILE");
  const fingerprint = read("FINGERPRINT");
  const insecure = read("INSECURE");
  // Terraform starts the provisioner in another folder than the user's.
  if (caFile && !isAbsolute(caFile.value)) {
    throw new UserError(`${caFile.name} must be an absolute path, but is ${caFile.value}.`);
  }
  return {
    caFile: caFile?.value,
    fingerprints: fingerprint && parseFingerprints(fingerprint.value.split(","), fingerprint.name),
    insecure: insecure && parseSwitch(insecure),
  };
}

function parseFingerprints(texts: readonly string[], where: string): readonly string[] | undefined {
  return texts.length === 0 ? undefined : texts.map((text) => parseFingerprint(text, where));
}

function parseFingerprint(text: string, where: string): string {
  const fingerprint = normaliseFingerprint(text);
  if (fingerprint !== undefined) return fingerprint;
  throw new UserError(
    `${where} must be a SHA-256 fingerprint, 32 hex pairs such as AA:BB:…, as \`pvenode cert info\` prints it.`,
  );
}

function parseSwitch({ name, value }: Variable): boolean {
  if (/^(1|true|yes|on)$/i.test(value)) return true;
  if (/^(0|false|no|off)$/i.test(value)) return false;
  throw new UserError(`${name} must be true or false.`);
}

function readAuthority(file: string, key: string): string {
  const where = `The CA file ${file} of cluster ${key}`;
  let pem: string;
  try {
    pem = readFileSync(file, "utf8");
  } catch (error) {
    throw new UserError(
      `${where} can't be read (${errorCode(error) ?? "unknown"}). It is normally a copy of the node's /etc/pve/pve-root-ca.pem.`,
    );
  }
  const certificates = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  try {
    certificates.forEach((certificate) => new X509Certificate(certificate));
  } catch {
    throw new UserError(`${where} holds a damaged certificate.`);
  }
  if (certificates.length === 0) throw new UserError(`${where} holds no PEM certificate.`);
  return certificates.join("\n");
}
