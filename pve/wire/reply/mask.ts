/** Shorter secrets are masked only where nothing of a word stands beside them: else an `a` would take every `a` away. */
const SHORTEST_ANYWHERE = 4;

const WORD = String.raw`[\p{L}\p{N}_]`;

/**
 * Replaces secrets by `***`, in every spelling in which a server could send them back: as they are, percent-encoded, as a form,
 * as JSON, and as the latin-1 that HTTP's reason phrases are read as. A secret of less than four characters is replaced where it
 * stands as a word of its own.
 */
export function masked(text: string, secrets: readonly string[]): string {
  const spelt = [...new Set(secrets.flatMap(spellings))].filter((spelling) => spelling !== "");
  if (spelt.length === 0) return text;
  // At one place the longest counts: a shorter one would leave the rest of it behind.
  const patterns = spelt.sort((a, b) => b.length - a.length).map(patternOf);
  return text.replace(new RegExp(patterns.join("|"), "gu"), "***");
}

/** Hides what looks like the secret of an API token: nobody knows a fresh one yet when an answer repeats it. */
export function withoutTokenSecrets(text: string): string {
  return text.replace(/\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/gi, "***");
}

function spellings(secret: string): readonly string[] {
  const bytes = Buffer.from(secret, "utf8");
  // Half a surrogate pair cannot be encoded, and is not sent as such either.
  const percent = encodeURIComponent(bytes.toString());
  const strict = percent.replace(/[!'()*~]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`);
  const encoded = [
    percent,
    strict,
    strict.replaceAll("%7E", "~"),
    strict.replaceAll("%20", "+"),
    form(secret),
  ];
  return [
    secret,
    ...encoded.flatMap((spelling) => [spelling, spelling.replace(/%../g, lower)]),
    JSON.stringify(secret).slice(1, -1),
    bytes.toString("latin1"),
  ];
}

function form(text: string): string {
  return new URLSearchParams([["", text]]).toString().slice(1);
}

function lower(text: string): string {
  return text.toLowerCase();
}

function patternOf(spelling: string): string {
  const literal = spelling.replace(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`);
  return spelling.length < SHORTEST_ANYWHERE ? `(?<!${WORD})${literal}(?!${WORD})` : literal;
}
