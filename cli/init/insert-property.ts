import { type Node, SyntaxKind, createScanner, findNodeAtLocation, parseTree } from "jsonc-parser";

/**
 * A JSON text, perhaps with comments, with one property more. What was there stays as it is to the letter, which jsonc-parser's own
 * `modify` does not promise: it formats the lines around too.
 * @param place the objects that the property is below; those that are missing are made
 * @returns undefined when something else than an object is at one of the places
 */
export function withProperty(
  text: string,
  place: readonly string[],
  name: string,
  value: unknown,
): string | undefined {
  const root = parseTree(text, [], { allowTrailingComma: true });
  const depth = [...place.keys(), place.length].findLast((count) => nodeAt(root, place.slice(0, count)));
  const object = nodeAt(root, place.slice(0, depth));
  if (object?.type !== "object") return undefined;
  const missing = [...place.slice(depth), name];
  const nested = missing.reduceRight<unknown>((inner, key) => ({ [key]: inner }), value);
  return inserted(text, object, nested as object);
}

function nodeAt(root: Node | undefined, place: readonly string[]): Node | undefined {
  return root && findNodeAtLocation(root, [...place]);
}

/** Puts the property of `one` behind the last one and its comments. */
function inserted(text: string, object: Node, one: object): string {
  const [last] = object.children?.slice(-1) ?? [];
  const { end, hasComma } = endOfContent(text, last === undefined ? object.offset + 1 : endOf(last));
  const comma = last === undefined || hasComma ? "" : ",";
  const at = last === undefined ? end : endOf(last);
  const unit = /^([ \t]+)\S/m.exec(text)?.[1] ?? "  ";
  const eol = text.includes("\r\n") ? "\r\n" : "\n";
  const outer = indentAt(text, object.offset);
  const inner = (last && ownIndent(text, last.offset)) ?? outer + unit;
  const lines = JSON.stringify(one, null, unit).split("\n").slice(1, -1);
  const property = lines.map((line) => eol + inner + line.slice(unit.length)).join("");
  const rest = text.slice(end);
  // The brace stays on a line of its own, or comes to one.
  const brace = /^\s*\n/.test(rest) ? "" : eol + outer;
  return `${text.slice(0, at)}${comma}${text.slice(at, end)}${property}${brace}${rest}`;
}

function endOf({ offset, length }: Node): number {
  return offset + length;
}

/** Where an object's content ends, its comments too, and whether a comma is behind the last property. */
function endOfContent(text: string, start: number): { readonly end: number; readonly hasComma: boolean } {
  const scanner = createScanner(text);
  scanner.setPosition(start);
  let [end, hasComma] = [start, false];
  for (let kind = scanner.scan(); kind !== SyntaxKind.CloseBraceToken; kind = scanner.scan()) {
    if (kind === SyntaxKind.Trivia || kind === SyntaxKind.LineBreakTrivia) continue;
    hasComma ||= kind === SyntaxKind.CommaToken;
    end = scanner.getTokenOffset() + scanner.getTokenLength();
  }
  return { end, hasComma };
}

/** How the line of an offset is indented. */
function indentAt(text: string, offset: number): string {
  const begin = text.lastIndexOf("\n", offset - 1) + 1;
  return /^[ \t]*/.exec(text.slice(begin))?.[0] ?? "";
}

/** How something is indented that begins its line; undefined where it does not. */
function ownIndent(text: string, offset: number): string | undefined {
  const indent = indentAt(text, offset);
  const begin = text.lastIndexOf("\n", offset - 1) + 1;
  return begin + indent.length === offset && begin > 0 ? indent : undefined;
}
