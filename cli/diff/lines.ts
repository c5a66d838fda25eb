import { type Found, type Look, type PlannedChange, type Visit, columnOf } from "../look";
import { type SafeOutput, type Style, aligned } from "../terminal";

/** A line of the answer: what it is about, a symbol, and what is the matter. */
interface Line {
  readonly about: readonly string[];
  readonly symbol?: PlannedChange["symbol"] | "!";
  readonly text: string;
}

const STYLES: Readonly<Record<NonNullable<Line["symbol"]>, Style>> = {
  "+": "green",
  "-": "red",
  "~": "yellow",
  "!": "red",
};

/**
 * Prints what was found: a line for each thing that a deploy would do, then with `!` what no deploy mends. A sentence of several lines
 * goes on below itself.
 */
export function printFound(visits: readonly Visit<Found>[], stdout: SafeOutput): void {
  const lines = visits.flatMap((visit) =>
    "found" in visit ? linesOf(visit.described.label, visit.found.look) : [],
  );
  const heads = aligned(lines.map(({ about }) => [...about, ""]));
  lines.forEach(({ symbol, text }, index) => {
    const head = heads[index] ?? "";
    stdout.write(head);
    if (symbol !== undefined) stdout.write(symbol, STYLES[symbol]);
    const below = `\n${" ".repeat(head.length + 2)}`;
    stdout.write(`${symbol === undefined ? "" : " "}${text.replaceAll("\n", below)}\n`);
  });
}

function linesOf(label: string, { changes, faults, count }: Look): readonly Line[] {
  if (changes.length + faults.length === 0)
    return [
      {
        about: [label],
        text:
          count === 1 ? "its only object is as described" : `all ${String(count)} objects are as described`,
      },
    ];
  return [
    ...changes.map(({ object, symbol, text }) => ({ about: [label, columnOf(object)], symbol, text })),
    ...faults.map(({ text }) => ({ about: [label], symbol: "!" as const, text })),
  ];
}
