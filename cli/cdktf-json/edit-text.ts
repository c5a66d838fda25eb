/** Changes of single values in a JSON text, which may have comments: everything else stays as it is written, to the letter. */
import {
  type JSONPath,
  type Node,
  SyntaxKind,
  createScanner,
  findNodeAtLocation,
  parseTree,
} from "jsonc-parser";

/**
 * The text with one value changed, or added with whatever is missing on the way to it. jsonc-parser's own `modify` would format whole
 * lines anew, with what else stands in them.
 * @param path a list's `-1` is one more entry
 * @returns undefined where something on the way is no object or no list
 */
export function withValue(text: string, path: JSONPath, value: unknown): string | undefined {
  const root = parseTree(text, [], { allowTrailingComma: true });
  const at = (depth: number) => root && findNodeAtLocation(root, path.slice(0, depth));
  const there = at(path.length);
  if (there !== undefined) return text.slice(0, there.offset) + onOneLine(value) + text.slice(endOf(there));
  const depth = path.findLastIndex((_, index) => at(index));
  const [parent, name, missing] = [at(depth), path[depth], path.slice(depth + 1)];
  const isList = typeof name === "number";
  if (parent?.type !== (isList ? "array" : "object")) return undefined;
  return inserted(text, parent, {
    key: isList ? "" : `${JSON.stringify(name)}: `,
    value: missing.reduceRight<unknown>(
      (inner, each) => (typeof each === "number" ? [inner] : { [each]: inner }),
      value,
    ),
  });
}

/** What is added. */
interface Entry {
  /** With its colon; empty in a list. */
  readonly key: string;
  readonly value: unknown;
}

function inserted(text: string, parent: Node, entry: Entry): string {
  const last = parent.children?.at(-1);
  return last === undefined ? insertedFirst(text, parent, entry) : insertedBehind(text, last, entry);
}

/** On a line of its own where the last one has its own. */
function insertedBehind(text: string, last: Node, { key, value }: Entry): string {
  const start = endOf(last);
  const { end, commaEnd } = contentFrom(text, start);
  const comma = commaEnd === undefined ? "," : "";
  const indent = ownIndent(text, last.offset);
  if (indent !== undefined)
    return `${text.slice(0, start)}${comma}${text.slice(start, end)}${onLines(text, indent, key, value)}${text.slice(end)}`;
  const at = commaEnd ?? start;
  return `${text.slice(0, at)}${comma} ${key}${onOneLine(value)}${text.slice(at)}`;
}

/** An object gets lines if it has several already, or if its own name begins a line. */
function insertedFirst(text: string, parent: Node, { key, value }: Entry): string {
  const start = parent.offset + 1;
  const [before, content, rest] = [text.slice(0, start), text.slice(start, endOf(parent)), text.slice(start)];
  if (parent.type === "array") return `${before}${onOneLine(value)}${rest}`;
  const property = parent.parent?.type === "property" ? parent.parent : parent;
  if (!content.includes("\n") && ownIndent(text, property.offset) === undefined)
    return `${before} ${key}${onOneLine(value)}${/^\s/.test(rest) ? "" : " "}${rest}`;
  const outer = indentAt(text, parent.offset);
  const { end } = contentFrom(text, start);
  // The brace stays on a line of its own, or comes to one.
  const brace = /^[ \t]*\r?\n/.test(text.slice(end)) ? "" : lineEndOf(text) + outer;
  const lines = onLines(text, outer + unitOf(text, outer), key, value);
  return `${text.slice(0, end)}${lines}${brace}${text.slice(end)}`;
}

/** Where the content of an object or a list ends, its comments too, and where the comma ends that may stand behind its last entry. */
function contentFrom(
  text: string,
  start: number,
): { readonly end: number; readonly commaEnd: number | undefined } {
  const scanner = createScanner(text);
  scanner.setPosition(start);
  let end = start;
  let commaEnd: number | undefined;
  for (let kind = scanner.scan(); !CLOSING.includes(kind); kind = scanner.scan()) {
    if (kind === SyntaxKind.Trivia || kind === SyntaxKind.LineBreakTrivia) continue;
    end = scanner.getTokenOffset() + scanner.getTokenLength();
    if (kind === SyntaxKind.CommaToken) commaEnd = end;
  }
  return { end, commaEnd };
}

const CLOSING: readonly SyntaxKind[] = [
  SyntaxKind.CloseBraceToken,
  SyntaxKind.CloseBracketToken,
  SyntaxKind.EOF,
];

function endOf({ offset, length }: Node): number {
  return offset + length;
}

function lineEndOf(text: string): string {
  return text.includes("\r\n") ? "\r\n" : "\n";
}

/** By how much a line is indented more than the one around it. */
function unitOf(text: string, indent: string): string {
  return indent.startsWith("\t") ? "\t" : (/^([ \t]+)\S/m.exec(text)?.[1] ?? "  ");
}

/** How the line of an offset is indented. */
function indentAt(text: string, offset: number): string {
  const begin = text.lastIndexOf("\n", offset - 1) + 1;
  return /^[ \t]*/.exec(text.slice(begin))?.[0] ?? "";
}

/** How something is indented that begins its line; undefined where it does not, or where it begins the text. */
function ownIndent(text: string, offset: number): string | undefined {
  const indent = indentAt(text, offset);
  const begin = text.lastIndexOf("\n", offset - 1) + 1;
  return begin > 0 && begin + indent.length === offset ? indent : undefined;
}

function onLines(text: string, indent: string, key: string, value: unknown): string {
  const lines = JSON.stringify(value, undefined, unitOf(text, indent)).split("\n");
  const begin = lineEndOf(text) + indent;
  return `${begin}${key}${lines.join(begin)}`;
}

/** `{ "rotation": "3", "keep": ["2"] }`, as people write it. */
function onOneLine(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(onOneLine).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).map(([name, each]) => `${JSON.stringify(name)}: ${onOneLine(each)}`);
  return entries.length === 0 ? "{}" : `{ ${entries.join(", ")} }`;
}
