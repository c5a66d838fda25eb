/**
 * Makes Terraform take text literally. `${` and `%{` start an interpolation or a directive, and doubling the sign is
 * ambiguous behind another one (`$$${`), so the signs come from an expression.
 */
export function literal(text: string): string {
  return text.replace(/[$%]+(?=\{)/g, (signs) => `\${"${signs}"}`);
}

/** A request as the literal text of an environment variable. It holds no Terraform reference. */
export function literalJson(value: unknown): string {
  return literal(JSON.stringify(value));
}
