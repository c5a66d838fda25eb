/**
 * What the simulated server takes from Perl: truth, splitting and matching differ from JavaScript in ways that
 * clients can see ("0" is false, `$` also matches before a final newline, empty fields at the end are dropped).
 */

/** Perl's truth of a string or number: undefined, "", "0" and 0 are false. */
export function truthy(value: string | number | undefined): boolean {
  return value !== undefined && value !== "" && value !== "0" && value !== 0;
}

/** Splits a list parameter at commas, semicolons and white space (or at NUL, which repeated form keys leave). */
export function splitList(text: string | undefined): string[] {
  if (text === undefined) return [];
  if (text.includes("\0")) return dropEmptyTail(text.split("\0"));
  const trimmed = text.replace(/[,;]/g, " ").replace(/^\s+/, "");
  return dropEmptyTail(trimmed.split(/\s+/));
}

/** `split` without the empty fields at the end. */
export function dropEmptyTail(fields: readonly string[]): string[] {
  let length = fields.length;
  while (length > 0 && fields[length - 1] === "") length -= 1;
  return fields.slice(0, length);
}

/** Tests a whole value against a pattern; a Perl `(?^:…)` group is a plain group. */
export function matches(pattern: string, value: string): boolean {
  return new RegExp(`^${pattern.replaceAll("(?^:", "(?:")}\\n?$`).test(value);
}

/** The length in characters, not in UTF-16 units. */
export function length(value: string): number {
  return Array.from(value).length;
}

/** Perl's numeric value of a string that holds an integer; anything else counts as 0. */
export function int(value: string | number | undefined): number {
  const number = Math.trunc(Number(value ?? 0));
  return Number.isFinite(number) ? number : 0;
}

/**
 * Text for one field of a configuration file: control characters, `:` and non-ASCII bytes are percent-encoded, and `%` too.
 * @param keepsPercent PVE 7 left `%` as it is, although it decodes what it reads
 */
export function encodeText(text: string, keepsPercent: boolean): string {
  let encoded = "";
  for (const byte of Buffer.from(text, "utf8")) {
    const plain = byte >= 0x20 && byte <= 0x7e && (byte !== 0x25 || keepsPercent) && byte !== 0x3a;
    encoded += plain ? String.fromCharCode(byte) : `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
  }
  return encoded;
}

export function decodeText(text: string): string {
  return Buffer.from(unescapeBytes(text), "latin1").toString("utf8");
}

/** Percent-decodes to bytes, each as one character; a broken escape stays as it is. */
export function unescapeBytes(text: string): string {
  return text.replace(/%([0-9a-fA-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
}
