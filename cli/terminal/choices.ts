import { CONTEXT, orCancelled } from "./prompts";

/** How a command has the user decide. Whoever calls it knows that somebody is there. */
export interface Choices {
  /** Whether somebody is there to decide. */
  readonly canAsk: boolean;
  /** Asks for a yes; Enter alone is no. */
  confirm(text: string): Promise<boolean>;
}

/** On the terminal; the questions go to stderr, as with `TERMINAL`. */
export const TERMINAL_CHOICES: Choices = {
  get canAsk() {
    return process.stdin.isTTY;
  },
  confirm: async (message) => {
    const { confirm } = await import("@inquirer/prompts");
    return orCancelled(confirm({ message, default: false }, CONTEXT));
  },
};
