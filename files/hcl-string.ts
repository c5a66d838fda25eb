const SHORT: Readonly<Record<string, string>> = {
  '"': '\\"',
  "\\": "\\\\",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
};
const LONG: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t" };

/** Quotes, what is invisible, and a `$` or `%` that would begin a template. */
const SPECIAL = /["\\]|[$%](?=\{)|[\p{C}\p{Zl}\p{Zp}]/gu;

/**
 * A text as a quoted HCL string that holds exactly this text. A `$` or `%` before `{` is written as `\u0024` or
 * `\u0025`, because HCL's own `$${` is ambiguous after another `$`. What UTF-8 cannot hold becomes U+FFFD.
 */
export function hclString(text: string): string {
  return `"${text.replace(SPECIAL, (character) => SHORT[character] ?? unicode(character))}"`;
}

function unicode(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code >= 0xd800 && code <= 0xdfff) return "\ufffd";
  const hex = code.toString(16);
  return code > 0xffff ? `\\U${hex.padStart(8, "0")}` : `\\u${hex.padStart(4, "0")}`;
}

/** The text of a quoted HCL string that {@link hclString} wrote; undefined if it is none. */
export function readHclString(quoted: string): string | undefined {
  if (!/^"(?:[^"\\]|\\.)*"$/su.test(quoted)) return undefined;
  return quoted
    .slice(1, -1)
    .replace(/\\(?:u([0-9a-f]{4})|U([0-9a-f]{8})|(.))/giu, (_, short?: string, long?: string, one = "") => {
      const code = short ?? long;
      return code === undefined
        ? (LONG[one as string] ?? String(one))
        : String.fromCodePoint(parseInt(code, 16));
    });
}
