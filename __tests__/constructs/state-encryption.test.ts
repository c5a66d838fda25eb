import { mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App, Testing } from "cdktf";
import { MINIMAL, stackOf, synthesized, warningsOf } from "../support/synth";

const PLAIN = JSON.stringify({ version: 4, serial: 1, resources: [] });
const ENCRYPTED = JSON.stringify({ serial: 1, meta: {}, encrypted_data: "AA==", encryption_version: "v0" });
const environment = process.env;
let folder: string;

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "state encryption ")));
  process.env = { ...environment, TERRAFORM_BINARY_NAME: "tofu" };
});
afterEach(() => {
  process.env = environment;
  rmSync(folder, { recursive: true });
});

function stackWith(stateEncryption: unknown) {
  const app = new App({ outdir: join(folder, "cdktf.out") });
  return stackOf(stateEncryption === undefined ? MINIMAL : { ...MINIMAL, stateEncryption }, app);
}

/** What a state that lies there leads to: the fault of the synthesis, if there is one. */
function faultWith(state: string, stateEncryption?: unknown): string {
  writeFileSync(join(folder, "terraform.proxmox-access.tfstate"), state);
  try {
    Testing.synth(stackWith(stateEncryption), true);
    return "";
  } catch (error) {
    return (error as Error).message;
  }
}

test.each([
  ["for good", true],
  ["from plain", { migrate: "from-plain" }],
  ["to plain", { migrate: "to-plain" }],
  [
    "to another passphrase",
    { passphraseVariable: "passphrase_2", formerPassphraseVariable: "state_passphrase" },
  ],
])("state encryption is written without touching code: %s", (_, setting) => {
  expect(synthesized(stackWith(setting)).terraform["encryption"]).toMatchSnapshot();
});

test("it is refused for Terraform, which has none", () => {
  process.env["TERRAFORM_BINARY_NAME"] = "terraform";
  expect(faultWith("", true)).toMatch(/TERRAFORM_BINARY_NAME=tofu/);
  process.env["TERRAFORM_BINARY_NAME"] = "/usr/bin/tofu";
  expect(faultWith("", true)).toBe("");
});

describe("a state that is there", () => {
  test("plain, is refused with the way to encrypt it", () => {
    const way =
      /terraform\.proxmox-access\.tfstate is not encrypted.*Add "migrate": "from-plain".*deploy once/;
    expect(faultWith(PLAIN, true)).toMatch(way);
    expect(faultWith(PLAIN, { formerPassphraseVariable: "former" })).toMatch(way);
    expect(faultWith(PLAIN, { migrate: "from-plain" })).toBe("");
  });

  test("encrypted, is refused with the way to decrypt it", () => {
    expect(faultWith(ENCRYPTED)).toMatch(
      /is encrypted, and stateEncryption is left out\..*"migrate": "to-plain"/,
    );
    expect(faultWith(ENCRYPTED, { migrate: "to-plain" })).toBe("");
    expect(faultWith(ENCRYPTED, true)).toBe("");
  });

  test("empty, can become either", () => {
    expect(faultWith("")).toBe("");
    expect(faultWith("", true)).toBe("");
  });

  test("encrypted by TF_ENCRYPTION, is OpenTofu's affair; a plain one still needs `migrate`", () => {
    process.env["TF_ENCRYPTION"] = 'method "unencrypted" "plain" {}';
    expect(faultWith(ENCRYPTED)).toBe("");
    expect(faultWith(PLAIN, true)).toMatch(/Add "migrate": "from-plain"/);
  });

  test("as a migration has made it, asks to end the migration", () => {
    const warnings = (state: string, setting: unknown) => {
      expect(faultWith(state, setting)).toBe("");
      return warningsOf(stackWith(setting));
    };
    expect(warnings(ENCRYPTED, { migrate: "from-plain" })).toEqual([
      expect.stringContaining('take "migrate" out'),
    ]);
    expect(warnings(PLAIN, { migrate: "to-plain" })).toEqual([
      expect.stringContaining("leave stateEncryption out"),
    ]);
    expect(warnings(PLAIN, { migrate: "from-plain" })).toEqual([]);
    expect(warnings(ENCRYPTED, { migrate: "to-plain" })).toEqual([]);
  });

  test("encrypted, with a backup from before, asks to delete that", () => {
    writeFileSync(join(folder, "terraform.proxmox-access.tfstate.backup"), PLAIN);
    expect(faultWith(ENCRYPTED, true)).toBe("");
    expect(warningsOf(stackWith(true))).toEqual([
      expect.stringMatching(/tfstate\.backup is not encrypted.*Delete it/),
    ]);
  });
});
