import { UserError } from "../../pve/user-error";
import type { Output } from "./output";
import { type Choices, TERMINAL_CHOICES } from "./choices";
import { type Prompts, TERMINAL } from "./prompts";

/** What a command touches beside the network and the project's files. */
export interface Surroundings {
  readonly environment: NodeJS.ProcessEnv;
  /** Gets the answer: what was found, `export` lines, JSON. */
  readonly stdout: Output;
  /** Gets everything else: questions, progress, warnings, what failed. */
  readonly stderr: Output;
}

/** What a command touches that asks. */
export interface AskingSurroundings extends Surroundings {
  readonly prompts: Prompts;
}

/** What a command touches that has the user decide. */
export interface DecidingSurroundings extends AskingSurroundings {
  readonly choices: Choices;
}

/** Those of the process. */
export const PROCESS: DecidingSurroundings = {
  environment: process.env,
  stdout: process.stdout,
  stderr: process.stderr,
  prompts: TERMINAL,
  choices: TERMINAL_CHOICES,
};

/**
 * Whoever has stopped reading, as `| head -1` does, gets no more. A command does what it is to do to its end all the same: half of a
 * revocation would be worse.
 */
export function goOnUnread(): void {
  for (const stream of [process.stdout, process.stderr])
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EPIPE") throw error;
    });
}

/** @throws UserError when Node would write to stderr what is sent, the login too. */
export function refuseDebugOutput(): void {
  const { NODE_DEBUG: debugged = "" } = process.env;
  if (debugged !== "")
    throw new UserError(
      "NODE_DEBUG is set, with which Node prints every request and the login in it. Unset it. To see the requests without " +
        "it, set PROXMOX_ACCESS_LOG=debug.",
    );
}
