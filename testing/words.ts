/** What is said, one behind the other. */
export function words(...parts: readonly (string | false | undefined)[]): string {
  return parts.filter((part) => part !== false && part !== undefined).join(", ");
}

/** Lines that belong to the one above them. */
export function indented(lines: readonly string[]): string[] {
  return lines.map((line) => `  ${line}`);
}
