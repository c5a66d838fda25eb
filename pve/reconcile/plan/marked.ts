import {
  type Difference,
  type Settings,
  changes,
  described,
  differences,
  readMark,
  withMark,
  withoutMark,
} from "../../objects";
import { type GroupSpec, type UserSpec, nameOf } from "../../spec";
import { type Claim, isKnown, markFor, standing } from "../claim";
import { differenceLines, isOf, notOurs, otherState } from "./words";

/** What a new object says of itself when nothing is described. */
export const DEFAULT_COMMENT = "OpenTofu/Terraform";

/** What becomes of an object whose comment has our mark. */
export type MarkedVerdict =
  | { readonly create: Settings }
  | { readonly update: { readonly settings: Settings; readonly differences: readonly Difference[] } }
  | { readonly refusal: string }
  | "keep";

/**
 * What becomes of a user or a group. What is not described stays as it is.
 *
 * | there                                   | adopt | → |
 * |-----------------------------------------|-------|---|
 * | nothing                                 | any   | create, with our mark |
 * | our mark                                | any   | keep, or update what differs; "adopted" stays in the mark |
 * | no mark, but deployed or begun by us    | any   | update, with our mark, "adopted" with `adopt`: somebody has edited the comment |
 * | no mark, or the mark of another owner   | yes   | update, with our mark "adopted" |
 * | our mark of another state               | yes   | update, with our mark: it is made by us |
 * | any other                               | no    | refuse |
 *
 * @param wanted what is described of it beside the comment
 * @param there its settings in PVE; undefined if it is not there
 */
export function planMarked(
  spec: UserSpec | GroupSpec,
  wanted: Readonly<Record<string, Settings[string] | undefined>>,
  there: Settings | undefined,
  claim: Claim,
): MarkedVerdict {
  const { comment } = spec;
  if (there === undefined) {
    const marked = withMark(comment ?? DEFAULT_COMMENT, markFor(claim, undefined, { adopted: false }));
    return { create: described({ comment: marked, ...wanted }) };
  }
  const text = String(there["comment"]);
  const whose = standing(text, claim);
  const known = whose === "unmarked" && isKnown(nameOf(spec), claim);
  if (whose !== "ours" && !known && spec.adopt !== true) {
    if (whose === "other-state") return { refusal: otherState(spec, claim.cluster) };
    const lines = differenceLines(differences(described({ comment, ...wanted }), there));
    return { refusal: notOurs(spec, claim.cluster, isOf(readMark(text)), lines) };
  }
  const foreign = whose === "unmarked" || whose === "other-owner";
  // Whether it was there before us went with the mark; one that is to be taken over may have been.
  const adopted = (foreign && spec.adopt === true) || readMark(text)?.adopted === true;
  const marked = withMark(comment ?? withoutMark(text), markFor(claim, readMark(text), { adopted }));
  const found = differences(described({ comment: marked, ...wanted }), there);
  return found.length === 0 ? "keep" : { update: { settings: changes(found), differences: found } };
}
