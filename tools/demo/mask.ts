/** Hides the secrets of API tokens: `user@realm!tokenid=<uuid>`. */

const SECRET = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi;

/** The same text, with every token secret replaced by its shape. */
export function maskTokens(text: string): string {
  return text.replace(SECRET, "********-****-****-****-************");
}
