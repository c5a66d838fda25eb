/** Changes of single values in `cdktf.json`: everything else stays as it is written, line for line. */
import { type JSONPath, type Node, findNodeAtLocation, parseTree } from "jsonc-parser";
import { loadConfiguration } from "../../configuration";
import { replaceText } from "../../files/replace-text";
import { UserError } from "../../pve/user-error";
import { contextIn } from "./read-configuration";

/** One value, and what it becomes. */
export interface Edit {
  /** Where it stands below `context.proxmox`; what is not there is made. A list's `-1` is one more entry. */
  readonly path: JSONPath;
  readonly value: unknown;
}

/**
 * Changes values of the configuration, all of them or none. Indentation, line ends and what stands beside them are kept.
 *
 * @param file normally `cdktf.json`
 * @param before its text, from which the edits were made
 * @throws ConfigurationError with every fault that the result would have; UserError if the file may not be written, and PlaceError
 * if it was changed meanwhile. It is as it was then.
 */
export function editConfiguration(file: string, before: string, edits: readonly Edit[]): void {
  const after = edits.reduce(edited, before);
  loadConfiguration(contextIn(after, file), after);
  try {
    replaceText(file, before, after);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    throw new UserError(`${file} can't be written (${code}), and is as it was. Nothing was changed.`, {
      cause: error,
    });
  }
}

/** The text with one value changed. jsonc-parser's own `modify` would format whole lines anew, with what else stands in them. */
function edited(text: string, { path, value }: Edit): string {
  const whole = ["context", "proxmox", ...path];
  const root = parseTree(text);
  if (root === undefined) return text;
  const there = findNodeAtLocation(root, whole);
  if (there !== undefined) return replaced(text, there.offset, there.length, onOneLine(value));
  const depth = whole.findLastIndex((_, index) => findNodeAtLocation(root, whole.slice(0, index)));
  const parent = findNodeAtLocation(root, whole.slice(0, depth)) ?? root;
  const name = parent.type === "array" ? undefined : String(whole[depth]);
  const rest = whole.slice(depth + 1);
  return inserted(text, parent, name, rest.reduceRight(within, value));
}

/** What holds a value that is not there yet. */
function within(value: unknown, name: string | number): unknown {
  return typeof name === "number" ? [value] : { [name]: value };
}

/** One more entry at the end, on a line of its own where the others have theirs. */
function inserted(text: string, parent: Node, name: string | undefined, value: unknown): string {
  const key = name === undefined ? "" : `${JSON.stringify(name)}: `;
  const last = parent.children?.at(-1);
  if (last === undefined) {
    const whole = name === undefined ? [value] : { [name]: value };
    return replaced(text, parent.offset, parent.length, onOneLine(whole));
  }
  const end = last.offset + last.length;
  const [, lineEnd, indent] = /(\r?\n)([ \t]*)$/.exec(text.slice(parent.offset, last.offset)) ?? [];
  if (lineEnd === undefined || indent === undefined) {
    return replaced(text, end, 0, `, ${key}${onOneLine(value)}`);
  }
  const lines = JSON.stringify(value, undefined, indent.startsWith("\t") ? "\t" : 2).split("\n");
  return replaced(text, end, 0, `,${lineEnd}${indent}${key}${lines.join(`${lineEnd}${indent}`)}`);
}

function replaced(text: string, offset: number, length: number, by: string): string {
  return text.slice(0, offset) + by + text.slice(offset + length);
}

/** `{ "rotation": "3", "keep": ["2"] }`, as people write it. */
function onOneLine(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(onOneLine).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).map(([name, each]) => `${JSON.stringify(name)}: ${onOneLine(each)}`);
  return entries.length === 0 ? "{}" : `{ ${entries.join(", ")} }`;
}
