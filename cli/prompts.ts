import { input, password } from "@inquirer/prompts";
import { UserError } from "../pve/user-error";

/** How a command asks the user. */
export interface Prompts {
  /** Asks for a line. */
  ask(question: string, suggestion: string): Promise<string>;
  /** Asks for a line that is not shown while it is typed. */
  askSecret(question: string): Promise<string>;
}

/** Asks on the terminal; the questions go to stderr, because stdout may be read by a shell. */
export const TERMINAL: Prompts = {
  ask: (message, suggestion) => prompted(message, () => input({ message, default: suggestion }, CONTEXT)),
  askSecret: (message) => prompted(message, () => password({ message, mask: false }, CONTEXT)),
};

const CONTEXT = { output: process.stderr, clearPromptOnDone: false };

/** @throws UserError when nobody is there to answer, or when the answer is Ctrl-C */
async function prompted(question: string, ask: () => Promise<string>): Promise<string> {
  if (!process.stdin.isTTY) {
    throw new UserError(`There is no terminal to ask for "${question}" on; set it in the environment.`);
  }
  try {
    return await ask();
  } catch (error) {
    if (error instanceof Error && error.name === "ExitPromptError") throw new UserError("Cancelled.");
    throw error;
  }
}
