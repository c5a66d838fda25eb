import type { Command, Option } from "commander";

/** What a user has typed of a command, up to the cursor. */
export interface Typed {
  /** The words that stand for arguments, in their order. */
  readonly args: readonly string[];
  /** The option whose value is being typed, and the values that it has already. */
  readonly open: { readonly option: Option; readonly values: readonly string[] } | undefined;
  /** The options that were given. */
  readonly given: readonly Option[];
  /** What is being typed, perhaps nothing yet. */
  readonly current: string;
  /** What stands before it in the same word: `--pve=`. */
  readonly prefix: string;
}

/**
 * Reads what was typed behind the name of a command, as commander would.
 * @param words the last one is being typed; bash makes three of `--pve=9`
 */
export function readTyped(command: Command, words: readonly string[]): Typed {
  const [before, last] = [words.slice(0, -1), words.at(-1) ?? ""];
  let [open, isLiteral]: [Typed["open"], boolean] = [undefined, false];
  const [args, given]: [string[], Option[]] = [[], []];
  for (const word of before) {
    if (word === "=") continue;
    const option = isLiteral ? undefined : optionOf(command, word);
    if (option !== undefined) given.push(option);
    if (word === "--") isLiteral = true;
    else if (option !== undefined)
      open = takesValue(option) && !word.includes("=") ? { option, values: [] } : undefined;
    else if (open === undefined) args.push(word);
    else open = open.option.variadic ? { ...open, values: [...open.values, word] } : undefined;
  }
  const [, prefix = "", value = ""] = /^(--[^=]+=)([^]*)$/.exec(last) ?? [];
  const option = prefix === "" ? undefined : optionOf(command, last);
  if (option !== undefined && takesValue(option))
    return { args, given, open: { option, values: [] }, current: value, prefix };
  return { args, given, open, current: last === "=" ? "" : last, prefix: "" };
}

/** The option that a word names, with or without a value: `--pve`, `--pve=9`. */
function optionOf(command: Command, word: string): Option | undefined {
  const [name = ""] = word.split("=");
  return command.options.find(({ long, short }) => name === long || name === short);
}

function takesValue({ required, optional }: Option): boolean {
  return required || optional;
}
