/** A word as a POSIX shell reads it back unchanged. It must not hold a NUL, which no shell can. */
export function shellQuote(word: string): string {
  return /^[A-Za-z0-9_.,:/@%+=-]+$/.test(word) ? word : `'${inSingleQuotes(word)}'`;
}

/** Text between single quotes. */
export function inSingleQuotes(text: string): string {
  return text.replaceAll("'", `'\\''`);
}
