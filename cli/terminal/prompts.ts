import { UserError } from "../../pve/user-error";

/** What a command asks the user. */
export interface Question {
  readonly text: string;
  /** The environment variable that answers it where nobody is asked. */
  readonly variable: string;
}

/** How a command asks the user. */
export interface Prompts {
  /** Asks for a line. */
  ask(question: Question, suggestion: string): Promise<string>;
  /** Asks for a line that is not shown while it is typed. */
  askSecret(question: Question): Promise<string>;
}

/** Asks on the terminal; the questions go to stderr, because stdout may be read by a shell. */
export const TERMINAL: Prompts = {
  ask: (question, suggestion) =>
    prompted(question, async (message) => {
      const { input } = await import("@inquirer/prompts");
      return input({ message, default: suggestion }, CONTEXT);
    }),
  askSecret: (question) =>
    prompted(question, async (message) => {
      const { password } = await import("@inquirer/prompts");
      return password({ message, mask: false }, CONTEXT);
    }),
};

/** Questions stay on the screen with their answers. */
export const CONTEXT = { output: process.stderr, clearPromptOnDone: false };

/** @throws UserError when nobody is there to answer, or when the answer is Ctrl-C */
async function prompted(
  { text, variable }: Question,
  ask: (message: string) => Promise<string>,
): Promise<string> {
  if (!process.stdin.isTTY) {
    throw new UserError(`There is no terminal to ask for "${text}" on; set ${variable}.`);
  }
  return orCancelled(ask(text));
}

/** @throws UserError when the answer is Ctrl-C */
export async function orCancelled<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof Error && error.name === "ExitPromptError") throw new UserError("Cancelled.");
    throw error;
  }
}
