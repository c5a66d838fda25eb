/** What is said, one behind the other. */
export function words(...parts: readonly (string | false | undefined)[]): string {
  return parts.filter((part) => part !== false && part !== undefined).join(", ");
}

/** A path of the project, which is above the stack's folder, `cdktf.out/stacks/<stack>`. Any other one stays as it is. */
export function fromProject(path: string): string {
  return path.replace(/^\.\.\/\.\.\/\.\.\//, "");
}

/** Lines that belong to the one above them. */
export function indented(lines: readonly string[]): string[] {
  return lines.map((line) => `  ${line}`);
}
