import type { Command } from "commander";

/** A command of the command line. */
export interface Listed {
  /** What it does for the user, in one line of the help. */
  readonly summary: string;
  /** Its code, which is run when the command is called and not before: the command line starts in the time of one command. */
  readonly load: () => Promise<Command>;
}

/** All commands by name. */
export type Commands = Readonly<Record<string, Listed>>;
