/** The commands of docs/command-line.md, as their own help shows them. */
import { existsSync } from "node:fs";
import path from "node:path";
import type { Command } from "commander";
import { COMMANDS } from "../../cli/commands";
import { programFor } from "../../cli/program";
import { shapesIn } from "./json-shapes";

const WIDTH = 110;

const CLI = path.join(__dirname, "..", "..", "cli");

/** Each command with its help, and with the shape of its JSON. */
export async function commandReference(): Promise<string> {
  const program = await programFor(Object.keys(COMMANDS));
  return program.commands
    .map((command) => `## ${command.name()}\n\n${fenced("text", helpOf(command))}${shapeOf(command.name())}`)
    .join("\n");
}

/** What `--json` prints: the types of `cli/<command>/json.ts`, which say it to the code too. */
function shapeOf(command: string): string {
  const file = path.join(CLI, command, "json.ts");
  if (!existsSync(file)) return "";
  return `\nWith \`--json\`:\n\n${fenced("ts", shapesIn(file))}`;
}

/** The overview of all commands. */
export async function commandOverview(): Promise<string> {
  return fenced("text", helpOf(await programFor([])));
}

/** What `--help` prints, on a terminal of one width. */
function helpOf(command: Command): string {
  let text = "";
  command
    .configureOutput({
      writeOut: (part) => (text += part),
      getOutHelpWidth: () => WIDTH,
      getOutHasColors: () => false,
    })
    .outputHelp();
  return text;
}

function fenced(language: string, text: string): string {
  return `\`\`\`${language}\n${text.trimEnd()}\n\`\`\`\n`;
}
