import type { Command } from "commander";

/** How the command is called where it is installed in the project. */
export const CALL = "npx cdktf-proxmox-access";

/**
 * Adds examples to a command's help.
 * @param examples what follows the command's name, such as `["host3", "--json"]`; a comment may follow ` # `
 */
export function withExamples(command: Command, examples: readonly string[]): Command {
  const lines = examples.map((example) => `  ${CALL} ${command.name()} ${example}`.trimEnd());
  return command.addHelpText("after", `\nExamples:\n${lines.join("\n")}`);
}
