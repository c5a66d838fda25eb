import { X509Certificate } from "node:crypto";
import { expiryWarning, insecureWarning } from "../../../../pve/wire/trust/warnings";
import { makeAuthority, makeSelfSigned } from "../../../support/certificates";

const trust = { key: "host3", insecure: false };

test("insecure is warned about, with what to do instead", () => {
  expect(insecureWarning({ ...trust, insecure: true })).toMatch(
    /^cluster host3 is insecure.*PROXMOX_VE_HOST3_FINGERPRINT/,
  );
  expect(insecureWarning(trust)).toBeUndefined();
});

test.each([
  [-1, /has expired/],
  [0, /expires in 0 days/],
  [1, /expires in 1 day /],
  [13, /expires in 13 days/],
  [14, undefined],
  [300, undefined],
])("a certificate with %d days left", async (days, text) => {
  const { cert } = await (await makeAuthority()).issue(["host3"], 100);
  const certificate = new X509Certificate(cert);
  const now = Date.parse(certificate.validTo) - (days + 0.5) * 24 * 60 * 60 * 1000;
  const warning = expiryWarning("host3", certificate, now);
  if (text === undefined) expect(warning).toBeUndefined();
  else expect(warning).toMatch(text);
});

test("the expiry is read from the certificate that a node shows", async () => {
  const certificate = new X509Certificate((await makeSelfSigned("host3")).cert);
  expect(expiryWarning("host3", certificate, Date.now())).toBeUndefined();
});
