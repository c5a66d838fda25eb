import { styleText } from "node:util";
import type { Command } from "commander";
import { forTerminal } from "../../pve/for-terminal";

/** Where a command writes: a stream of the process, or what a test reads. */
export interface Output {
  readonly isTTY?: boolean;
  /** Whether it shows colours. Node's own answer heeds `NO_COLOR` and `FORCE_COLOR`; without an answer it shows none. */
  hasColors?(): boolean;
  write(text: string): unknown;
}

/** How a piece of text is shown where there are colours. Nothing is said by a colour alone. */
export type Style = "bold" | "dim" | "red" | "green" | "yellow" | "cyan";

/** An output for text that may come from a server: nothing in it steers the terminal. */
export interface SafeOutput {
  readonly isTTY: boolean;
  write(text: string, style?: Style): void;
}

export function harmless(output: Output): SafeOutput {
  return {
    isTTY: output.isTTY === true,
    write: (text, style) => {
      const safe = forTerminal(text);
      const isPlain = style === undefined || output.hasColors?.() !== true;
      // Whether the stream has colours is asked above, in every version of Node.
      output.write(isPlain ? safe : styleText(style, safe, { validateStream: false }));
    },
  };
}

/** Ends a command with what has failed, and exit code 1. */
export function fail(command: Command, error: unknown): never {
  return command.error(`error: ${forTerminal(messageOf(error))}`);
}

/** What has failed, in words. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
