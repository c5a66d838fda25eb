import type { Outcome, Removal } from "../pve/reconcile";
import { nameOf } from "../pve/spec";
import type { Call } from "./io";

/** Says what became of objects that were to go; `outcomes` is missing for a cluster that was given up. */
export function tellRemovals(
  key: string,
  removals: readonly Removal[],
  outcomes: readonly Outcome[] | undefined,
  { say, warn }: Pick<Call, "say" | "warn">,
): void {
  if (outcomes === undefined) {
    const names = removals.map(({ identity }) => nameOf(identity)).join(", ");
    warn(
      `${key} cannot be reached and was given up: if it ever comes back, these are still there: ${names}.`,
    );
    return;
  }
  for (const outcome of outcomes) {
    const name = nameOf(outcome.identity);
    if (outcome.did === "deleted") say(`${key}  ${name}: deleted`);
    if (outcome.did === "kept") warn(`${key}  ${name} is kept: ${outcome.why}.`);
  }
}
