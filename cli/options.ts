/** Values that several commands take, checked. */
import { InvalidArgumentError } from "commander";
import { asSentence, unknownWordFault } from "../pve/names";
import { PROFILE_NAMES, type PveRelease, parseRelease } from "../pve/privileges";

/** An option's value that a rule checks. @param fault says what is wrong, if anything */
export function checked(fault: (value: string) => string | undefined): (value: string) => string {
  return (value) => {
    const message = fault(value);
    if (message !== undefined) throw new InvalidArgumentError(asSentence(message));
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

/** For a list of profiles: the names so far, and one more. */
export function collectProfile(name: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), checked((value) => unknownWordFault("profile", value, PROFILE_NAMES))(name)];
}
