/**
 * Makes Terraform take text literally. `${` and `%{` start an interpolation or a directive, doubling the sign is ambiguous
 * behind another one (`$$${`), and behind a lone carriage return HCL sees no interpolation at all. So the signs and
 * the carriage return come from expressions.
 */
export function literal(text: string): string {
  return text.replace(/[$%\r]+(?=\{)|[$%\r]*\r/g, (found) => `\${"${found.replaceAll("\r", "\\r")}"}`);
}

/** A request as the literal text of an environment variable. It holds no Terraform reference. */
export function literalJson(value: unknown): string {
  return literal(JSON.stringify(value));
}

/** The text that Terraform makes of a {@link literal}. */
export function withoutEscapes(text: string): string {
  return text.replace(/\$\{"((?:\$|%|\\r)+)"\}/g, (_, signs: string) => signs.replaceAll("\\r", "\r"));
}
