/** Time-based one-time codes (RFC 6238: SHA-1, six digits, steps of 30 seconds). */
import { createHmac, randomBytes } from "node:crypto";

const STEP = 30;
const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** A secret of 160 bits, as authenticators expect it, in base32. */
export function newTotpSecret(): string {
  return Array.from(randomBytes(32), (byte) => ALPHABET.charAt(byte % ALPHABET.length)).join("");
}

/** The code of a base32 secret at a time in seconds since the epoch. */
export function totpCode(secret: string, seconds: number): string {
  return codeOfStep(secret, Math.floor(seconds / STEP));
}

/** The step that a code belongs to (the current one or a neighbour), or undefined. */
export function totpStep(secret: string, code: string, seconds: number): number | undefined {
  const now = Math.floor(seconds / STEP);
  return [now - 1, now, now + 1].find((step) => codeOfStep(secret, step) === code);
}

function codeOfStep(secret: string, step: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const hash = createHmac("sha1", base32(secret)).update(counter).digest();
  const offset = hash.readUInt8(hash.length - 1) & 0x0f;
  return String((hash.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

function base32(text: string): Buffer {
  let bits = "";
  for (const character of text.toUpperCase().replace(/[=\s]/g, "")) {
    const value = ALPHABET.indexOf(character);
    if (value < 0) throw new Error("a TOTP secret is base32: letters A to Z and digits 2 to 7");
    bits += value.toString(2).padStart(5, "0");
  }
  const bytes = bits.match(/.{8}/g) ?? [];
  return Buffer.from(bytes.map((byte) => parseInt(byte, 2)));
}
