import { Command, InvalidArgumentError } from "commander";
import { name } from "../../package.json";
import { forTerminal } from "../../pve/for-terminal";
import type { Commands } from "../listed";
import { PROCESS, type Surroundings, withExamples } from "../terminal";
import { type Proposal, proposals } from "./proposals";
import { PROPOSE, SHELLS, type Shell, scriptFor } from "./scripts";

const INSTALL = `
To install it:
  bash   npx ${name} completion bash >> ~/.bashrc
  zsh    npx ${name} completion zsh >> ~/.zshrc     (below compinit)
  fish   npx ${name} completion fish > ~/.config/fish/conf.d/${name}.fish`;

/**
 * `completion <shell>`: a script that teaches a shell to complete commands, options, clusters, profiles and privileges. The script asks
 * `completion propose -- <words>` for what may be typed next: one line each, a value, a tab, and what it is.
 */
export function completionCommand(commands: Commands, surroundings: Surroundings = PROCESS): Command {
  const command = new Command("completion")
    .argument("<shell>", SHELLS.join(", "), shellOf)
    .argument("[words...]")
    .usage(`[options] ${SHELLS.join("|")}`)
    .addHelpText("after", INSTALL)
    .action(async (shell: Shell | typeof PROPOSE, words: readonly string[]) => {
      surroundings.stdout.write(
        shell === PROPOSE
          ? linesOf(await proposals(commands, words))
          : scriptFor(shell, process.argv[1] ?? name),
      );
    });
  return withExamples(command, ["bash >> ~/.bashrc"]);
}

function linesOf(found: readonly Proposal[]): string {
  return found.map(({ value, about }) => `${forTerminal(value)}\t${forTerminal(about)}\n`).join("");
}

function shellOf(text: string): Shell | typeof PROPOSE {
  const all = [...SHELLS, PROPOSE] as const;
  const shell = all.find((one) => one === text);
  if (shell === undefined) throw new InvalidArgumentError(`There are ${SHELLS.join(", ")}.`);
  return shell;
}
