import { plural } from "../../pve/plural";
import type { Found, Look, Visit } from "../look";
import type { SynthesizedCluster } from "../project";

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
    counted(faults.length, "fault"),
    failed === 0 ? "" : `${plural(failed, "cluster")} could not be looked at`,
  ].filter((count) => count !== "");
  if (counts.length === 0) return undefined;
  const blockers = [
    ...(faults.length > 0 ? ["the lines with !"] : []),
    ...(failed > 0 ? ["the errors"] : []),
  ];
  const next =
    blockers.length > 0
      ? `Do what ${blockers.join(" and ")} say, and run this again.`
      : whenADeployDoesIt(found);
  return `${counts.join(", ")}. ${next}`;
}

/** A deploy looks at a cluster when its description has changed since the last one, and always where that is set. */
function whenADeployDoesIt(
  found: readonly (Pick<Look, "changes" | "isDeployed"> & Pick<SynthesizedCluster, "label" | "reconcile">)[],
): string {
  const changed = found.filter(({ changes }) => changes.length > 0);
  const waiting = changed.filter(({ isDeployed, reconcile }) => isDeployed && reconcile !== "always");
  if (waiting.length === 0) return "The next deploy does this.";
  const labels = waiting.map(({ label }) => label).join(", ");
  const where =
    waiting.length === changed.length ? "A deploy does this" : `The next deploy does this, but on ${labels}`;
  return `${where} only if the description has changed since the last one, or with \`reconcile: "always"\`.`;
}

function counted(count: number, what: string): string {
  return count === 0 ? "" : plural(count, what);
}
