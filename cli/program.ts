import { Command } from "commander";
import { name, version } from "../package.json";
import { COMMANDS } from "./commands";

/**
 * The command line. Of the commands only the called one is loaded; the others are known by name and summary.
 * @param words what follows the command's name on the command line
 */
export async function programFor(words: readonly string[]): Promise<Command> {
  const program = new Command(name)
    .description("first, safe access to Proxmox VE for OpenTofu and Terraform")
    .version(version)
    .showHelpAfterError(`(${name} --help shows the commands)`);
  for (const [called, { summary, load }] of Object.entries(COMMANDS)) {
    const command = words.includes(called) ? await load() : new Command(called);
    program.addCommand(command.description(summary));
  }
  return program;
}
