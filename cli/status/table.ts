import { plural } from "../../pve/plural";
import type { Visit } from "../look";
import { CALL, type SafeOutput, aligned } from "../terminal";
import type { ClusterStatus, IdentityStatus, StatusDocument } from "./json";
import type { StatusFound } from "./ssh";

/** Prints the table, and below it the SSH logins that were tried. */
export function printStatus(
  visits: readonly Visit<StatusFound>[],
  stdout: SafeOutput,
  { clusters }: StatusDocument,
): void {
  const labels = visits.map(({ described }) => described.label);
  const [head = "", ...lines] = tableOf(clusters, labels);
  stdout.write(`${head}\n`, "bold");
  for (const line of [...lines, ...sshLines(clusters, labels)]) stdout.write(`${line}\n`);
}

/** One line on what to do; undefined where all is as described and works. */
export function whatToDo(_: readonly Visit<StatusFound>[], { clusters }: StatusDocument): string | undefined {
  if (clusters.some(({ outcome }) => outcome === "failed"))
    return "A cluster could not be looked at. Do what its error says, and run this again.";
  return clusters.some(({ differences = 0 }) => differences > 0)
    ? `What differs, and what to do about it: ${CALL} diff`
    : undefined;
}

/** A row of the table: a token of a cluster, or a cluster without one. */
interface Row {
  readonly label: string;
  readonly cluster: ClusterStatus;
  readonly identity?: IdentityStatus;
}

/** A column: its head, and what stands in it; a column of which nobody knows anything is left out. */
type Column = readonly [head: string, cell: (row: Row) => string | undefined];

const COLUMNS: readonly Column[] = [
  ["CLUSTER", ({ label }) => label],
  ["PVE", ({ cluster }) => cluster.version],
  ["REACHED AT", ({ cluster }) => cluster.endpoint],
  ["CERTIFICATE", ({ cluster: { certificate } }) => certificate && left(certificate.daysLeft)],
  ["IDENTITY", ({ identity }) => identity?.identity],
  ["EXPIRES", ({ identity }) => identity && expiry(identity)],
  ["AGE", ({ identity }) => (identity?.ageDays === undefined ? undefined : plural(identity.ageDays, "day"))],
  ["WORKS", ({ identity }) => identity && works(identity)],
  ["DIFFERS", ({ cluster }) => differs(cluster)],
];

/** The table, a line a token. @param labels what the clusters are called, in their order */
function tableOf(clusters: readonly ClusterStatus[], labels: readonly string[]): readonly string[] {
  const rows = clusters.flatMap((cluster, index): readonly Row[] => {
    const row = { label: labels[index] ?? cluster.cluster, cluster };
    const { identities } = cluster;
    return identities.length === 0 ? [row] : identities.map((identity) => ({ ...row, identity }));
  });
  const columns = COLUMNS.map(([head, cell]) => ({ head, cells: rows.map(cell) })).filter(
    ({ head, cells }) => head !== "AGE" || cells.some((cell) => cell !== undefined),
  );
  return aligned([
    columns.map(({ head }) => head),
    ...rows.map((_, index) => columns.map(({ cells }) => cells[index] ?? "-")),
  ]);
}

/** The SSH logins, a line a node. */
function sshLines(clusters: readonly ClusterStatus[], labels: readonly string[]): readonly string[] {
  return aligned(
    clusters.flatMap(({ ssh = [] }, index) =>
      ssh.map(({ node, login, works: isIn, error, command }) => {
        const way = command === undefined ? "" : ` Run: ${command}`;
        const failure = `fails: ${(error ?? "").replace(/\.?$/, ".")}${way}`;
        return [labels[index] ?? "", `node ${node}`, `ssh ${login}`, isIn ? "works" : failure];
      }),
    ),
  );
}

function expiry({ isThere, expires, daysLeft }: IdentityStatus): string {
  if (!isThere) return "not there";
  return daysLeft === undefined ? (expires ?? "-") : left(daysLeft);
}

function works({ works: isIn }: IdentityStatus): string {
  if (isIn === undefined) return "not tried";
  return isIn ? "yes" : "no";
}

function differs({ differences }: ClusterStatus): string | undefined {
  return differences === 0 ? "no" : differences?.toString();
}

function left(count: number): string {
  return count < 0 ? "expired" : `in ${plural(count, "day")}`;
}
