/** What stands behind the simulator's options, checked. */
import { InvalidArgumentError } from "commander";

export function port(text: string): number {
  const number = /^\d{1,5}$/.test(text) ? Number(text) : Infinity;
  if (number > 65535) throw new InvalidArgumentError("A port is a number from 0 to 65535.");
  return number;
}

export function milliseconds(text: string): number {
  if (!/^\d{1,7}$/.test(text)) throw new InvalidArgumentError("Give a number of milliseconds, such as 3000.");
  return Number(text);
}

export function prefix(text: string): string {
  if (!/^(\/[A-Za-z0-9._~-]+)+$/.test(text))
    throw new InvalidArgumentError("A prefix looks like /cluster1, without / at its end.");
  return text;
}

/** For options that may be repeated: the names so far, and one more. */
type Collect = (name: string, names: readonly string[]) => string[];

function collect(pattern: RegExp, fault: string): Collect {
  return (name, names) => {
    if (!pattern.test(name)) throw new InvalidArgumentError(fault);
    return [...names, name];
  };
}

export const nodes = collect(
  /^[a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?$/,
  "A node's name consists of letters, digits and hyphens.",
);

/** One in another one, `lab/ci`, is there since 8.1. */
export const poolids = collect(
  /^[A-Za-z0-9._-]+(\/[A-Za-z0-9._-]+){0,2}$/,
  "A pool's name consists of letters, digits and . _ -.",
);

export const storages = collect(
  /^[a-zA-Z][a-zA-Z0-9._-]*[a-zA-Z0-9]$/,
  "A storage's name has two characters or more: letters, digits and . _ -, a letter first, no sign last.",
);

export const groupids = collect(/^[A-Za-z0-9._-]+$/, "A group's name consists of letters, digits and . _ -.");
