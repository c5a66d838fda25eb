import { type Seen, commentOf, sameEntry } from "../../objects";
import { type AclSpec, nameOf } from "../../spec";
import { type Claim, isKnown, standing } from "../claim";
import type { Verdict } from "./change";
import { notOurs } from "./words";

/**
 * What becomes of an ACL entry; its one setting is whether it propagates.
 *
 * | there                                           | adopt | → |
 * |-------------------------------------------------|-------|---|
 * | any, and this version of PVE has no use for it  | any   | take it away |
 * | nothing                                         | any   | grant |
 * | just as wanted                                  | any   | keep |
 * | differs, and its subject is ours, or it was deployed or begun by us | any | grant |
 * | differs                                         | yes   | grant |
 * | differs                                         | no    | refuse |
 */
export function planAcl(spec: AclSpec, needed: boolean, seen: Seen, claim: Claim): Verdict {
  const there = seen.acl.find((entry) => sameEntry(entry, spec));
  if (!needed) return there === undefined ? "keep" : { change: { do: "retire", object: spec } };
  if (there?.propagate === spec.propagate) return "keep";
  const ours = standing(commentOf(seen, spec.subject), claim) === "ours" || isKnown(nameOf(spec), claim);
  if (there !== undefined && !ours && spec.adopt !== true) {
    const difference = `  propagate: wanted ${String(spec.propagate)}, there is ${String(there.propagate)}`;
    return { refusal: notOurs(spec, claim.cluster, "exists and is not ours", [difference]) };
  }
  return { change: { do: "grant", object: spec, there: there?.propagate } };
}
