import type { Command } from "commander";
import { fail } from "./output";

/**
 * The action of a command: what it throws ends the command in words.
 * @param run gives the exit code, if it is not that of a success
 */
export function acting<A extends readonly unknown[]>(
  run: (...args: A) => Promise<number> | Promise<void>,
): (this: Command, ...args: A) => Promise<void> {
  return async function (...args) {
    try {
      const code = await run(...args);
      if (code !== undefined) process.exitCode = code;
    } catch (error) {
      fail(this, error);
    }
  };
}
