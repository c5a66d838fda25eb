import type { Command } from "commander";
import { UserError } from "../pve/user-error";
import { forTerminal } from "../pve/wire";

/** Where a command writes. */
export interface Output {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/** The same output, for text that may come from a server: nothing in it steers the terminal. */
export function harmless(output: Output): Output {
  return { isTTY: output.isTTY === true, write: (text) => output.write(forTerminal(text)) };
}

/** What the process itself writes to. Everything but the prompts goes through here. */
export const STDOUT: Output = harmless(process.stdout);
export const STDERR: Output = harmless(process.stderr);

/** Ends a command with what has failed, and exit code 1. */
export function fail(command: Command, error: unknown): never {
  return command.error(`error: ${forTerminal(messageOf(error))}`);
}

/** What has failed, in words. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
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
