import { type Command, InvalidArgumentError } from "commander";
import { type PveRelease, parseRelease } from "../../pve/privileges";
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

/** An option's value that a rule checks. @param fault says what is wrong, if anything */
export function checked(fault: (value: string) => string | undefined): (value: string) => string {
  return (value) => {
    const message = fault(value);
    if (message !== undefined) throw new InvalidArgumentError(`${message}.`);
    return value;
  };
}

/** The value of `--pve`. */
export function release(text: string): PveRelease {
  const parsed = parseRelease(text);
  if (parsed === undefined) throw new InvalidArgumentError("Write a version from 7.0 on, such as 9 or 8.4.");
  return parsed;
}

/** A release as a person writes it. */
export function shown({ major, minor }: PveRelease): string {
  return `${String(major)}.${String(minor)}`;
}
