import type { ObservedGroup } from "../../objects";
import type { GroupSpec } from "../../spec";
import type { Claim } from "../claim";
import type { Verdict } from "./change";
import { planMarked } from "./marked";

/** What becomes of a group. Who is in it, users say. */
export function planGroup(spec: GroupSpec, there: ObservedGroup | undefined, claim: Claim): Verdict {
  const verdict = planMarked(spec, {}, there?.settings, claim);
  if (verdict === "keep" || "refusal" in verdict) return verdict;
  return "create" in verdict
    ? { change: { do: "create-group", object: spec, settings: verdict.create } }
    : { change: { do: "update-group", object: spec, ...verdict.update } };
}
