import { X509Certificate } from "node:crypto";
import { hostsOf, isForHost } from "../../../../pve/wire";
import { makeAuthority, makeSelfSigned } from "../../../support/certificates";

let certificate: X509Certificate;
beforeAll(async () => {
  const names = ["127.0.0.1", "host3", "host3.example.org", "*.lab.example.org", "ho*t9.example.org"];
  certificate = new X509Certificate((await (await makeAuthority()).issue(names)).cert);
});

test.each([
  ["host3", true],
  ["HOST3.example.org", true],
  ["a.lab.example.org", true],
  ["127.0.0.1", true],
  ["lab.example.org", false],
  ["a.b.lab.example.org", false],
  ["host9.example.org", false],
  ["host4", false],
  ["10.0.0.3", false],
  ["::1", false],
])("a certificate for %s: %s", (host, expected) => {
  expect(isForHost(certificate, host)).toBe(expected);
});

test("a subject alone names no host, as Go sees it", async () => {
  const bare = new X509Certificate((await makeSelfSigned("host3")).cert);
  expect(isForHost(bare, "host3")).toBe(false);
  expect(hostsOf(bare)).toEqual([]);
});

test("the names are listed without their kinds", () => {
  expect(hostsOf(certificate).slice(0, 2)).toEqual(["127.0.0.1", "host3"]);
});
