/** Collects what all walks have found, over the processes of the tests, and prints it when they are through. */
import { appendFileSync, existsSync, mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Walked } from "./walk";

/** The environment variable that names the file in which it is collected. */
const FILE = "CRASH_TABLE";

/** What one walk has found, and where. */
export interface Row extends Walked {
  readonly tool: string;
  readonly operation: string;
}

/** Begins a table, before the tests. */
export function beginTable(): void {
  process.env[FILE] = join(mkdtempSync(join(tmpdir(), "crashes-")), "rows");
}

/** Adds a row, in a test. */
export function note(row: Row): void {
  const file = process.env[FILE];
  if (file === undefined) throw new Error(`${FILE} is not set: run this with jest.crashes.config.cjs.`);
  appendFileSync(file, `${JSON.stringify(row)}\n`);
}

/** Prints a line for each binary and operation, and the sum of all, after the tests. */
export default function printTable(): void {
  const file = process.env[FILE] ?? "";
  if (!existsSync(file)) return;
  const rows = readFileSync(file, "utf8").trimEnd().split("\n");
  process.stdout.write(`\n${tableOf(rows.map((row) => JSON.parse(row) as Row))}\n`);
}

const COLUMNS: Readonly<Record<string, (row: Row) => number>> = {
  points: ({ points }) => points,
  "one deploy": ({ once }) => once,
  two: ({ twice }) => twice,
  refused: ({ refused }) => refused,
  "destroy again": ({ known }) => known,
  "left over": ({ left }) => left,
  "not converged": ({ failures }) => failures.length,
  skipped: ({ skipped }) => skipped,
};

function tableOf(rows: readonly Row[]): string {
  const names = [...new Set(rows.map(nameOf))].sort();
  const width = Math.max(...names.map(({ length }) => length));
  const line = (name: string, of: readonly Row[]) =>
    [
      name.padEnd(width),
      ...Object.entries(COLUMNS).map(([title, count]) => {
        const sum = of.reduce((total, row) => total + count(row), 0);
        return String(sum).padStart(title.length);
      }),
    ].join("  ");
  return [
    ["".padEnd(width), ...Object.keys(COLUMNS)].join("  "),
    ...names.map((name) =>
      line(
        name,
        rows.filter((row) => nameOf(row) === name),
      ),
    ),
    line("all", rows),
  ].join("\n");
}

function nameOf({ tool, operation }: Row): string {
  return `${tool}, ${operation}`;
}
