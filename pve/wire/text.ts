const SHOWN_CHARACTERS = 500;
const SHORTEST_SECRET = 4;

/**
 * Text that came from a server, fit for an error message: on one line, without control or invisible characters, at
 * most 500 characters long, and with every given secret replaced (a hostile server may echo what it was sent).
 */
export function foreignText(text: string, secrets: readonly string[] = []): string {
  let shown = text;
  for (const secret of secrets) {
    if (secret.length >= SHORTEST_SECRET) shown = shown.replaceAll(secret, "***");
  }
  shown = shown.replace(/[\p{C}\p{Z}]+/gu, " ").trim();
  return shown.length > SHOWN_CHARACTERS ? `${shown.slice(0, SHOWN_CHARACTERS)}…` : shown;
}
