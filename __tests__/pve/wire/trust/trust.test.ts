import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { UserError } from "../../../../pve/user-error";
import type { ClusterSpec } from "../../../../pve/spec";
import { normaliseFingerprint, readTrust } from "../../../../pve/wire/trust/trust";
import { makeAuthority } from "../../../support/certificates";

const A = Array.from({ length: 32 }, () => "AA").join(":");
const B = Array.from({ length: 32 }, () => "BB").join(":");

let folder: string;
let file: string;
let pem: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "trust-"));
  file = join(folder, "ca.pem");
  pem = (await makeAuthority()).certificate;
  writeFileSync(file, `# the CA of host3\n${pem}`);
});
afterAll(() => rmSync(folder, { recursive: true }));

const cluster = (settings: Partial<ClusterSpec> = {}): ClusterSpec => ({
  key: "host3",
  endpoint: "https://host3:8006",
  insecure: false,
  ...settings,
});

test("the default verifies by Node's own roots", () => {
  expect(readTrust(cluster(), {})).toEqual({ key: "host3", insecure: false });
});

test("a CA file is read, comments left out", () => {
  const trust = readTrust(cluster({ caFile: file }), {});
  expect(trust.ca?.file).toBe(file);
  expect(trust.ca?.pem.trim()).toBe(pem.trim());
});

describe("the cluster's variable wins over the configuration, and that over the general variable", () => {
  test.each<[string, Partial<ClusterSpec>, NodeJS.ProcessEnv, object]>([
    ["general", {}, { PROXMOX_VE_FINGERPRINT: A }, { fingerprints: [A] }],
    ["configured", { fingerprint: B }, { PROXMOX_VE_FINGERPRINT: A }, { fingerprints: [B] }],
    ["those of several nodes", { fingerprint: A, otherFingerprints: [B] }, {}, { fingerprints: [A, B] }],
    [
      "own ones of several nodes",
      {},
      { PROXMOX_VE_HOST3_FINGERPRINT: `${A}, ${B}` },
      { fingerprints: [A, B] },
    ],
    [
      "own",
      { fingerprint: B, otherFingerprints: [B] },
      { PROXMOX_VE_HOST3_FINGERPRINT: A },
      { fingerprints: [A] },
    ],
    ["insecure in general", {}, { PROXMOX_VE_INSECURE: "1" }, { insecure: true }],
    ["insecure configured", { insecure: true }, {}, { insecure: true }],
    [
      "own no to general yes",
      {},
      { PROXMOX_VE_HOST3_INSECURE: "no", PROXMOX_VE_INSECURE: "yes" },
      { insecure: false },
    ],
    [
      "own yes to a configured fingerprint",
      { fingerprint: A },
      { PROXMOX_VE_HOST3_INSECURE: "true" },
      { insecure: true },
    ],
    [
      "general yes to a configured fingerprint",
      { fingerprint: A },
      { PROXMOX_VE_INSECURE: "1" },
      { fingerprints: [A] },
    ],
    ["both configured", { fingerprint: A, insecure: true }, {}, { fingerprints: [A] }],
    [
      "configured yes to a general fingerprint",
      { insecure: true },
      { PROXMOX_VE_FINGERPRINT: A },
      { insecure: true },
    ],
  ])("%s", (_name, settings, environment, expected) => {
    expect(readTrust(cluster(settings), environment)).toEqual({ key: "host3", insecure: false, ...expected });
  });
});

describe("what can't be used is named", () => {
  test.each<[string, Partial<ClusterSpec>, NodeJS.ProcessEnv, RegExp]>([
    ["a CA file that is not there", { caFile: "/nowhere/ca.pem" }, {}, /\/nowhere\/ca\.pem.*host3.*ENOENT/],
    [
      "a relative CA file",
      {},
      { PROXMOX_VE_CA_FILE: "ca.pem" },
      /PROXMOX_VE_CA_FILE must be an absolute path/,
    ],
    ["a SHA-1 fingerprint", { fingerprint: "AA:BB" }, {}, /clusters\.host3\.fingerprint must be a SHA-256/],
    [
      "a word",
      {},
      { PROXMOX_VE_HOST3_FINGERPRINT: "none" },
      /PROXMOX_VE_HOST3_FINGERPRINT must be a SHA-256/,
    ],
    [
      "a switch that is none",
      {},
      { PROXMOX_VE_INSECURE: "maybe" },
      /PROXMOX_VE_INSECURE must be true or false/,
    ],
  ])("%s", (_name, settings, environment, message) => {
    const read = () => readTrust(cluster(settings), environment);
    expect(read).toThrow(UserError);
    expect(read).toThrow(message);
  });

  test.each([
    ["no certificate", "hello", /holds no PEM certificate/],
    ["a damaged certificate", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----", /damaged/],
  ])("a CA file with %s", (_name, text, message) => {
    const broken = join(folder, "broken.pem");
    writeFileSync(broken, text);
    expect(() => readTrust(cluster({ caFile: broken }), {})).toThrow(message);
  });
});

test("a fingerprint is taken however it is written", () => {
  const bytes = fc.uint8Array({ minLength: 32, maxLength: 32 });
  const writing = fc.record({
    separator: fc.constantFrom("", ":", " "),
    upper: fc.boolean(),
    prefix: fc.constantFrom("", "SHA256:", "sha256 "),
  });
  fc.assert(
    fc.property(bytes, writing, (digest, { separator, upper, prefix }) => {
      const pairs = [...digest].map((byte) => byte.toString(16).padStart(2, "0"));
      const text = pairs.join(separator);
      expect(normaliseFingerprint(prefix + (upper ? text.toUpperCase() : text))).toBe(
        pairs.join(":").toUpperCase(),
      );
    }),
  );
});
