/** The commands of docs/command-line.md, as their own help shows them. */
import { existsSync } from "node:fs";
import path from "node:path";
import type { Command } from "commander";
import { COMMANDS } from "../../cli/commands";
import { programFor } from "../../cli/program";
import { Shapes } from "./json-shapes";

const WIDTH = 110;

const CLI = path.join(__dirname, "..", "..", "cli");

/** Each command with its help, and with the shape of its JSON. */
export async function commandReference(): Promise<string> {
  const { commands } = await programFor(Object.keys(COMMANDS));
  const shapes = new Shapes(commands.map((command) => shapeFile(command.name())).filter(existsSync));
  return commands
    .map((command) => `## ${command.name()}\n\n${fenced("text", helpOf(command))}${shapeOf(command, shapes)}`)
    .join("\n");
}

/** What `--json` prints: the types of `cli/<command>/json.ts`, which say it to the code too. */
function shapeOf(command: Command, shapes: Shapes): string {
  const shape = shapes.in(shapeFile(command.name()));
  return shape === "" ? "" : `\nWith \`--json\`:\n\n${fenced("ts", shape)}`;
}

function shapeFile(command: string): string {
  return path.join(CLI, command, "json.ts");
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
