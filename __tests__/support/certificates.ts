import "reflect-metadata";
import { webcrypto } from "node:crypto";
import * as x509 from "@peculiar/x509";

const ALGORITHM = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
const DAY_MS = 24 * 60 * 60 * 1000;

/** A key and its certificate, both PEM. */
export interface Identity {
  readonly key: string;
  readonly cert: string;
  /** SHA-256, upper-case hex pairs with `:`. */
  readonly fingerprint: string;
}

/** A CA that issues certificates for tests. */
export interface TestAuthority {
  /** PEM */
  readonly certificate: string;
  /** @param days until it expires; negative: it has expired */
  issue(names: readonly string[], days?: number): Promise<Identity>;
}

/** A fresh CA. */
export async function makeAuthority(name = "Test CA"): Promise<TestAuthority> {
  const keys = await webcrypto.subtle.generateKey(ALGORITHM, true, ["sign", "verify"]);
  const root = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: "01",
    name: `CN=${name}`,
    notBefore: new Date(Date.now() - 400 * DAY_MS),
    notAfter: new Date(Date.now() + 400 * DAY_MS),
    signingAlgorithm: ALGORITHM,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(true, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign, true),
    ],
  });
  return {
    certificate: root.toString("pem"),
    issue: async (names, days = 300) => {
      const own = await webcrypto.subtle.generateKey(ALGORITHM, true, ["sign", "verify"]);
      const certificate = await x509.X509CertificateGenerator.create({
        serialNumber: "02",
        subject: `CN=${names[0] ?? "nobody"}`,
        issuer: root.subject,
        notBefore: new Date(Date.now() - 390 * DAY_MS),
        notAfter: new Date(Date.now() + days * DAY_MS),
        signingAlgorithm: ALGORITHM,
        signingKey: keys.privateKey,
        publicKey: own.publicKey,
        extensions: [alternativeNames(names)],
      });
      return identity(own.privateKey, certificate);
    },
  };
}

/** A certificate that no CA signed, as some nodes have. @param names the hosts that it is for, if it says so */
export async function makeSelfSigned(name: string, names: readonly string[] = []): Promise<Identity> {
  const keys = await webcrypto.subtle.generateKey(ALGORITHM, true, ["sign", "verify"]);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: "03",
    name: `CN=${name}`,
    notBefore: new Date(Date.now() - DAY_MS),
    notAfter: new Date(Date.now() + 300 * DAY_MS),
    signingAlgorithm: ALGORITHM,
    keys,
    extensions: names.length === 0 ? [] : [alternativeNames(names)],
  });
  return identity(keys.privateKey, certificate);
}

function alternativeNames(names: readonly string[]): x509.SubjectAlternativeNameExtension {
  return new x509.SubjectAlternativeNameExtension(
    names.map((value) => ({ type: /^[\d.]+$/.test(value) ? "ip" : "dns", value })),
  );
}

async function identity(
  privateKey: webcrypto.CryptoKey,
  certificate: x509.X509Certificate,
): Promise<Identity> {
  const pkcs8 = Buffer.from(await webcrypto.subtle.exportKey("pkcs8", privateKey)).toString("base64");
  const digest = Buffer.from(await certificate.getThumbprint("SHA-256")).toString("hex");
  return {
    key: `-----BEGIN PRIVATE KEY-----\n${pkcs8}\n-----END PRIVATE KEY-----\n`,
    cert: certificate.toString("pem"),
    fingerprint: (digest.toUpperCase().match(/../g) ?? []).join(":"),
  };
}
