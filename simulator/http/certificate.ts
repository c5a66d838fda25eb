/** The certificates of a simulated node: a CA of the cluster and a certificate of the node that it issued. */
import {
  type KeyObject,
  X509Certificate,
  createHash,
  generateKeyPairSync,
  randomBytes,
  randomUUID,
  sign,
} from "node:crypto";
import { isIP } from "node:net";
import { TRUE, bits, der, explicit, integer, octets, oid, sequence, set, time, utf8 } from "./der";

/** A certificate and its key, PEM. */
export interface Certificate {
  readonly key: string;
  /** The node's certificate. */
  readonly cert: string;
  /** The CA that issued it. */
  readonly ca: string;
}

/** The certificates that lie on a node, PEM, as PVE names their files. */
export interface NodeCertificates {
  /** `pve-root-ca.pem`: the cluster's CA. */
  readonly root: string;
  /** `pve-ssl.pem`: what that CA has issued for the node. */
  readonly own: string;
  /** `pveproxy-ssl.pem`: a certificate of another CA, or of none. Where it is there, it is the one that is served. */
  readonly custom?: string;
}

export interface CertificateOptions {
  /** The names that the certificate is for. Default: 127.0.0.1, ::1, localhost and the node's name. */
  readonly names?: readonly string[];
  /** How many days from now it is valid; a negative number makes one that has expired. Default: 730. */
  readonly validForDays?: number;
}

const DAY = 86_400_000;
const ECDSA_WITH_SHA256 = sequence(oid("1.2.840.10045.4.3.2"));
const DISTINGUISHED = { CN: "2.5.4.3", O: "2.5.4.10", OU: "2.5.4.11" } as const;
const EXTENSIONS = {
  subjectKeyIdentifier: "2.5.29.14",
  keyUsage: "2.5.29.15",
  subjectAltName: "2.5.29.17",
  basicConstraints: "2.5.29.19",
  authorityKeyIdentifier: "2.5.29.35",
  extendedKeyUsage: "2.5.29.37",
} as const;

/** Makes a fresh CA and a certificate for the node. */
export function makeCertificate(node: string, options: CertificateOptions = {}): Certificate {
  const [caKeys, keys] = [newKeys(), newKeys()];
  const notAfter = Date.now() + (options.validForDays ?? 730) * DAY;
  const issuer = distinguished([
    ["CN", "Proxmox Virtual Environment"],
    ["OU", randomUUID()],
    ["O", "PVE Cluster Manager CA"],
  ]);
  const ca = certificate(caKeys.privateKey, {
    issuer,
    subject: issuer,
    valid: [Date.now() - 3650 * DAY, Date.now() + 3650 * DAY],
    publicKey: caKeys.publicKey,
    extensions: [
      extension("basicConstraints", sequence(TRUE), TRUE),
      // keyCertSign and cRLSign: bits 5 and 6.
      extension("keyUsage", bits(Buffer.from([0b0000_0110]), 1), TRUE),
      extension("subjectKeyIdentifier", octets(identifier(caKeys.publicKey))),
    ],
  });
  const leaf = certificate(caKeys.privateKey, {
    issuer,
    subject: distinguished([
      ["OU", "PVE Cluster Node"],
      ["O", "Proxmox Virtual Environment"],
      ["CN", node],
    ]),
    valid: [Math.min(Date.now(), notAfter) - 30 * DAY, notAfter],
    publicKey: keys.publicKey,
    extensions: [
      extension("basicConstraints", sequence()),
      extension("authorityKeyIdentifier", sequence(der(0x80, identifier(caKeys.publicKey)))),
      // serverAuth
      extension("extendedKeyUsage", sequence(oid("1.3.6.1.5.5.7.3.1"))),
      extension(
        "subjectAltName",
        sequence(...(options.names ?? ["127.0.0.1", "::1", "localhost", node]).map(alternativeName)),
      ),
    ],
  });
  return { key: keys.privateKey.export({ type: "pkcs8", format: "pem" }).toString(), cert: leaf, ca };
}

/** SHA-256 of a PEM certificate: 32 upper-case hex pairs with `:`. */
export function fingerprintOf(pem: string): string {
  return new X509Certificate(pem).fingerprint256;
}

interface Contents {
  readonly issuer: Buffer;
  readonly subject: Buffer;
  /** From when until when, milliseconds since the epoch. */
  readonly valid: readonly [from: number, until: number];
  readonly publicKey: KeyObject;
  readonly extensions: readonly Buffer[];
}

/** A certificate, version 3 (RFC 5280, 4.1), PEM. */
function certificate(signingKey: KeyObject, contents: Contents): string {
  const { issuer, subject, valid, publicKey, extensions } = contents;
  const toSign = sequence(
    explicit(0, integer(2)),
    integer(1, ...randomBytes(15)),
    ECDSA_WITH_SHA256,
    issuer,
    sequence(...valid.map((moment) => time(new Date(moment)))),
    subject,
    spki(publicKey),
    explicit(3, sequence(...extensions)),
  );
  const whole = sequence(toSign, ECDSA_WITH_SHA256, bits(sign("sha256", toSign, signingKey)));
  const lines = whole.toString("base64").match(/.{1,64}/g) ?? [];
  return ["-----BEGIN CERTIFICATE-----", ...lines, "-----END CERTIFICATE-----", ""].join("\n");
}

/** A name from its parts, in that order. */
function distinguished(parts: readonly (readonly [keyof typeof DISTINGUISHED, string])[]): Buffer {
  return sequence(...parts.map(([name, text]) => set(sequence(oid(DISTINGUISHED[name]), utf8(text)))));
}

function extension(name: keyof typeof EXTENSIONS, value: Buffer, ...critical: readonly Buffer[]): Buffer {
  return sequence(oid(EXTENSIONS[name]), ...critical, octets(value));
}

/** An address or a host's name (RFC 5280, 4.2.1.6). */
function alternativeName(name: string): Buffer {
  return isIP(name) === 0 ? der(0x82, Buffer.from(name)) : der(0x87, addressBytes(name));
}

/** The bytes of an IP address. */
function addressBytes(address: string): Buffer {
  if (isIP(address) === 4) return Buffer.from(address.split(".").map(Number));
  // A URL has it in hexadecimal groups, also what is written like an address of version 4.
  const [head = [], tail = []] = new URL(`https://[${address}]`).hostname
    .slice(1, -1)
    .split("::")
    .map((half) => half.split(":").flatMap((group) => (group === "" ? [] : [Number.parseInt(group, 16)])));
  const zeros = Array<number>(8 - head.length - tail.length).fill(0);
  return Buffer.from([...head, ...zeros, ...tail].flatMap((group) => [group >> 8, group & 0xff]));
}

function spki(key: KeyObject): Buffer {
  return key.export({ type: "spki", format: "der" });
}

function identifier(key: KeyObject): Buffer {
  return createHash("sha1").update(spki(key)).digest();
}

function newKeys(): { readonly publicKey: KeyObject; readonly privateKey: KeyObject } {
  return generateKeyPairSync("ec", { namedCurve: "P-256" });
}
