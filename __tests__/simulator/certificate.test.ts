import { X509Certificate, createPrivateKey } from "node:crypto";
import fc from "fast-check";
import { makeCertificate } from "../../simulator/http/certificate";

const DAY_MS = 86_400_000;

function made(names: readonly string[], validForDays = 730) {
  const { key, cert, ca } = makeCertificate("host3", { names, validForDays });
  return { key, own: new X509Certificate(cert), ca: new X509Certificate(ca) };
}

test("a node's certificate is issued by its CA, for the key that goes with it", () => {
  const { key, own, ca } = made(["host3"]);
  expect(own.checkIssued(ca)).toBe(true);
  expect(own.verify(ca.publicKey)).toBe(true);
  expect(own.checkPrivateKey(createPrivateKey(key))).toBe(true);
  expect([own.ca, ca.ca]).toEqual([false, true]);
  expect(own.subject).toBe("OU=PVE Cluster Node\nO=Proxmox Virtual Environment\nCN=host3");
  expect(own.keyUsage).toEqual(["1.3.6.1.5.5.7.3.1"]);
});

test("it is for every address that it is made for", () => {
  fc.assert(
    fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (name) => {
      expect(made([name]).own.checkIP(name)).toBe(name);
    }),
    { numRuns: 50 },
  );
});

test("it is for the names that it is made for, and no others", () => {
  const { own } = made(["host3.example.org", "a".repeat(60), "b".repeat(60), "c".repeat(60)]);
  expect(own.checkHost("host3.example.org")).toBe("host3.example.org");
  expect(own.checkHost("b".repeat(60))).toBe("b".repeat(60));
  expect(own.checkHost("host4.example.org")).toBeUndefined();
});

test.each([730, -1, 20_000])("it is valid for %d days from now", (days) => {
  const { own } = made(["host3"], days);
  const until = Date.parse(own.validTo);
  expect(Math.round((until - Date.now()) / DAY_MS)).toBe(days);
  expect(Date.parse(own.validFrom)).toBeLessThan(Math.min(until, Date.now()));
});
