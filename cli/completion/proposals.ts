import type { Argument, Command, Option } from "commander";
import type { Commands } from "../listed";
import { type Typed, readTyped } from "./typed";
import { valuesOf } from "./values";

/** Something that may be typed next. */
export interface Proposal {
  readonly value: string;
  readonly about: string;
}

/**
 * What may stand where the cursor is. Nothing is proposed where a file is meant, which a shell knows best.
 * @param words what follows the name of the program; the last one is being typed
 */
export async function proposals(commands: Commands, words: readonly string[]): Promise<readonly Proposal[]> {
  const at = words.slice(0, -1).findIndex((word) => !word.startsWith("-"));
  const current = words.at(-1) ?? "";
  const named = words[at] ?? "";
  if (at < 0 || named === "help")
    return beginning(current, [...namesOf(commands), ...(at < 0 ? GENERAL : [])]);
  const command = await (Object.hasOwn(commands, named) ? commands[named] : undefined)?.load();
  return command === undefined ? [] : ofCommand(command, readTyped(command, words.slice(at + 1)));
}

/** What the program itself knows. */
const GENERAL: readonly Proposal[] = [
  { value: "help", about: "display help for command" },
  { value: "--help", about: "display help for command" },
  { value: "--version", about: "output the version number" },
];

function namesOf(commands: Commands): readonly Proposal[] {
  return Object.entries(commands).map(([value, { summary }]) => ({ value, about: summary }));
}

async function ofCommand(command: Command, typed: Typed): Promise<readonly Proposal[]> {
  const { open, current, prefix } = typed;
  if (open !== undefined) {
    const values = await valuesProposed(open.option, open.option.name(), open.values);
    const found = beginning(current, values).map(({ value, about }) => ({ value: prefix + value, about }));
    // A list that has a value may end here.
    return open.values.length === 0 ? found : [...found, ...beginning(current, optionsOf(command, typed))];
  }
  const argument = command.registeredArguments[typed.args.length] ?? variadic(command);
  const values = argument === undefined ? [] : await valuesProposed(argument, argument.name(), typed.args);
  const found = beginning(current, values);
  return found.length > 0 ? found : beginning(current, optionsOf(command, typed));
}

function variadic({ registeredArguments }: Command): Argument | undefined {
  const last = registeredArguments.at(-1);
  return last?.variadic === true ? last : undefined;
}

/** An option is proposed once, unless it may be repeated. */
function optionsOf(command: Command, { given }: Typed): readonly Proposal[] {
  const visible = command.createHelp().visibleOptions(command);
  return visible
    .filter((option) => !given.includes(option) || Array.isArray(option.defaultValue))
    .map(({ long, description }) => ({ value: long ?? "", about: description }));
}

/** @param taken what is there already */
async function valuesProposed(
  place: Option | Argument,
  name: string,
  taken: readonly string[],
): Promise<readonly Proposal[]> {
  const values = place.argChoices ?? (await valuesOf(placeholderOf(place) ?? name));
  return values.filter((value) => !taken.includes(value)).map((value) => ({ value, about: "" }));
}

/** What stands between the brackets of an option's flags: `profile` of `--profile <profile...>`. */
function placeholderOf(place: Option | Argument): string | undefined {
  return "flags" in place ? /[<[](\w+)/.exec(place.flags)?.[1] : undefined;
}

function beginning(text: string, all: readonly Proposal[]): readonly Proposal[] {
  return all.filter(({ value }) => value.startsWith(text));
}
