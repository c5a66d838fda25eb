import type { Found, Visit } from "../look";

/** One line on what there is and what to do about it; undefined where all is as described. */
export function whatToDo(visits: readonly Visit<Found>[]): string | undefined {
  const found = visits.flatMap((visit) =>
    "found" in visit ? [{ ...visit.described, ...visit.found.look }] : [],
  );
  const failed = visits.length - found.length;
  const changes = found.flatMap((look) => look.changes);
  const faults = found.flatMap((look) => look.faults);
  const counts = [
    counted(changes.length, "change"),
    counted(faults.length, "fault", " (!)"),
    failed === 0 ? "" : `${counted(failed, "cluster")} could not be looked at`,
  ].filter((count) => count !== "");
  if (counts.length === 0) return undefined;
  const waiting = found.filter(
    (look) => look.changes.length > 0 && look.isDeployed && look.reconcile !== "always",
  );
  const isAll = found.every((look) => look.changes.length === 0 || waiting.includes(look));
  return `${counts.join(", ")}. ${advice(
    failed + faults.length > 0,
    isAll,
    waiting.map(({ label }) => label),
  )}`;
}

/**
 * @param isBlocked whether something is to be mended first
 * @param isAll whether all that differs waits
 * @param waiting the clusters that a deploy looks at only when their description has changed
 */
function advice(isBlocked: boolean, isAll: boolean, waiting: readonly string[]): string {
  if (isBlocked) return "Do what is said of them, and run this again.";
  if (waiting.length === 0) return "The next deploy does this.";
  const where = isAll ? "A deploy does this" : `The next deploy does this, but on ${waiting.join(", ")}`;
  return `${where} only if the description has changed since the last one, or with \`reconcile: "always"\`.`;
}

function counted(count: number, what: string, more = ""): string {
  return count === 0 ? "" : `${String(count)} ${what}${count === 1 ? "" : "s"}${more}`;
}
