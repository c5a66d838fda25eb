/** Collects what all walks have found, over the processes of the tests, and prints it when they are through. */
import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
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
export function printTable(): void {
  const file = process.env[FILE] ?? "";
  if (!existsSync(file)) return;
  const rows = readFileSync(file, "utf8").trimEnd().split("\n");
  rmSync(file);
  process.stdout.write(`\n${tableOf(rows.map((row) => JSON.parse(row) as Row))}\n`);
}

/** Points by binary, operation and accident; in brackets those that did not converge. */
function tableOf(rows: readonly Row[]): string {
  const names = new Set(rows.map(nameOf));
  const lines = [...names].map((name) => {
    const accidents = rows.filter((row) => nameOf(row) === name);
    return `${name}: ${accidents.map((row) => `${row.accident} ${counted(row)}`).join(", ")}`;
  });
  const points = sum(rows, (row) => row.points);
  const failures = sum(rows, (row) => row.failures.length);
  const news = sum(rows, (row) => row.news);
  return [
    ...lines.sort(),
    `${points} cut points walked, ${points - failures} converged; they left ${news} different situations`,
  ].join("\n");
}

function nameOf({ tool, operation }: Row): string {
  return `${tool}, ${operation}`;
}

function counted({ points, failures }: Row): string {
  return failures.length === 0 ? String(points) : `${points} (${failures.length} did not converge)`;
}

function sum(rows: readonly Row[], of: (row: Row) => number): number {
  return rows.reduce((total, row) => total + of(row), 0);
}
