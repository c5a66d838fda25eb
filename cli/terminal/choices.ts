import { CONTEXT, orCancelled } from "./prompts";

/** One of several answers. */
export interface Choice<T> {
  readonly value: T;
  /** How it is called in the list. */
  readonly name: string;
  /** What it means, for the one that is about to be chosen. */
  readonly description?: string;
}

/** How a command has the user decide. Whoever calls it knows that somebody is there. */
export interface Choices {
  /** Whether somebody is there to decide. */
  readonly canAsk: boolean;
  /** Asks for a yes; Enter alone is no. */
  confirm(text: string): Promise<boolean>;
  /** Asks for one; Enter alone takes the first. */
  choose<T>(text: string, choices: readonly Choice<T>[]): Promise<T>;
  /** Asks for any number of names; Enter alone takes none. */
  chooseSeveral(text: string, names: readonly string[]): Promise<readonly string[]>;
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
  choose: async (message, choices) => {
    const { select } = await import("@inquirer/prompts");
    return orCancelled(select({ message, choices, pageSize: 10 }, CONTEXT));
  },
  chooseSeveral: async (message, names) => {
    const { checkbox } = await import("@inquirer/prompts");
    const choices = names.map((name) => ({ name, value: name }));
    return orCancelled(checkbox({ message, choices, pageSize: 10 }, CONTEXT));
  },
};
