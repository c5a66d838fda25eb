import type { Command } from "commander";
import { type Surroundings, fail, harmless } from "../terminal";

/** Writes the lines, or says why there are none. */
export function print(command: Command, { stdout }: Surroundings, lines: () => readonly string[]): void {
  let text: string;
  try {
    text = lines().join("\n");
  } catch (error) {
    fail(command, error);
  }
  harmless(stdout).write(`${text}\n`);
}
