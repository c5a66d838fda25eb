/** The certificates of a simulated node: a CA of the cluster and a certificate of the node that it issued. */
import "reflect-metadata";
import { randomUUID, webcrypto, X509Certificate } from "node:crypto";
import * as x509 from "@peculiar/x509";

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

const ALGORITHM = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
const DAY = 86_400_000;

/** Makes a fresh CA and a certificate for the node. */
export async function makeCertificate(node: string, options: CertificateOptions = {}): Promise<Certificate> {
  x509.cryptoProvider.set(webcrypto);
  const caKeys = await newKeys();
  const keys = await newKeys();
  const notAfter = new Date(Date.now() + (options.validForDays ?? 730) * DAY);
  const caName = `CN=Proxmox Virtual Environment, OU=${randomUUID()}, O=PVE Cluster Manager CA`;
  const ca = await x509.X509CertificateGenerator.create({
    subject: caName,
    issuer: caName,
    notBefore: new Date(Date.now() - 3650 * DAY),
    notAfter: new Date(Date.now() + 3650 * DAY),
    signingAlgorithm: ALGORITHM,
    publicKey: caKeys.publicKey,
    signingKey: caKeys.privateKey,
    extensions: [
      new x509.BasicConstraintsExtension(true, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
    ],
  });
  const leaf = await x509.X509CertificateGenerator.create({
    subject: `OU=PVE Cluster Node, O=Proxmox Virtual Environment, CN=${node}`,
    issuer: ca.subject,
    notBefore: new Date(Math.min(Date.now(), notAfter.getTime()) - 30 * DAY),
    notAfter,
    signingAlgorithm: ALGORITHM,
    publicKey: keys.publicKey,
    signingKey: caKeys.privateKey,
    extensions: [
      new x509.BasicConstraintsExtension(false),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension(
        [...(options.names ?? ["127.0.0.1", "::1", "localhost", node])].map((value) => ({
          type: /^[\d.]+$|:/.test(value) ? "ip" : "dns",
          value,
        })),
      ),
    ],
  });
  return {
    key: await pemKey(keys.privateKey),
    cert: `${leaf.toString("pem")}\n`,
    ca: `${ca.toString("pem")}\n`,
  };
}

/** SHA-256 of a PEM certificate: 32 upper-case hex pairs with `:`. */
export function fingerprintOf(pem: string): string {
  return new X509Certificate(pem).fingerprint256;
}

type KeyPair = Awaited<ReturnType<typeof newKeys>>;

async function newKeys() {
  return webcrypto.subtle.generateKey(ALGORITHM, true, ["sign", "verify"]);
}

async function pemKey(key: KeyPair["privateKey"]): Promise<string> {
  const der = Buffer.from(await webcrypto.subtle.exportKey("pkcs8", key)).toString("base64");
  return `-----BEGIN PRIVATE KEY-----\n${der.replace(/.{64}/g, "$&\n")}\n-----END PRIVATE KEY-----\n`;
}
