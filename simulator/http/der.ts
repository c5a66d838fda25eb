/** DER, as far as a certificate needs it (X.690): each value is its tag, its length and its content. */

const SEQUENCE = 0x30;
const SET = 0x31;

/** A value of that tag. */
export function der(tag: number, ...contents: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(contents);
  return Buffer.concat([Buffer.from([tag, ...lengthOf(content.length)]), content]);
}

export const sequence = (...items: readonly Uint8Array[]): Buffer => der(SEQUENCE, ...items);
export const set = (...items: readonly Uint8Array[]): Buffer => der(SET, ...items);
export const utf8 = (text: string): Buffer => der(0x0c, Buffer.from(text));
export const octets = (content: Uint8Array): Buffer => der(0x04, content);
/** @param unused bits at the end of the last byte that do not count */
export const bits = (content: Uint8Array, unused = 0): Buffer => der(0x03, Buffer.from([unused]), content);
export const TRUE = der(0x01, Buffer.from([0xff]));

/** A number by its shortest big-endian bytes; it is not negative if the first one is below 128. */
export const integer = (...bytes: readonly number[]): Buffer => der(0x02, Buffer.from(bytes));

/** A value in the place of `[number]`, explicitly tagged. */
export function explicit(number: number, value: Uint8Array): Buffer {
  return der(0xa0 + number, value);
}

/** An object identifier, such as `2.5.4.3`. */
export function oid(text: string): Buffer {
  const [first = 0, second = 0, ...rest] = text.split(".").map(Number);
  return der(0x06, Buffer.from([first * 40 + second, ...rest.flatMap(base128)]));
}

/** A moment in seconds; until 2049 a certificate has UTCTime (RFC 5280, 4.1.2.5). */
export function time(date: Date): Buffer {
  const digits = `${date.toISOString().replace(/\D/g, "").slice(0, 14)}Z`;
  return date.getUTCFullYear() < 2050
    ? der(0x17, Buffer.from(digits.slice(2)))
    : der(0x18, Buffer.from(digits));
}

function lengthOf(length: number): number[] {
  if (length < 0x80) return [length];
  return length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
}

function base128(number: number): number[] {
  const high = number >> 7;
  return [...(high > 0 ? base128(high).map((byte) => byte | 0x80) : []), number & 0x7f];
}
