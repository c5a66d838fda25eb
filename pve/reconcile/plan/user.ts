import {
  type ObservedUser,
  changes,
  described,
  differences,
  readMark,
  withMark,
  withoutMark,
} from "../../objects";
import { type UserSpec, nameOf } from "../../spec";
import { type Claim, isKnown, markFor, standing } from "../claim";
import type { Verdict } from "./change";
import { refuseExpired, wantedExpiry } from "./expiry";
import { differenceLines, isOf, notOurs, otherState } from "./words";

/** What a new user or token says of itself when nothing is described. */
export const DEFAULT_COMMENT = "OpenTofu/Terraform";

/**
 * What becomes of a user. What is not described stays as it is.
 *
 * | there                                   | adopt | → |
 * |-----------------------------------------|-------|---|
 * | nothing                                 | any   | create, with our mark |
 * | our mark                                | any   | keep, or update what differs; "adopted" stays in the mark |
 * | no mark, but deployed or begun by us    | any   | update, with our mark, "adopted" with `adopt`: somebody has edited the comment |
 * | no mark, or the mark of another owner   | yes   | update, with our mark "adopted" |
 * | our mark of another state               | yes   | update, with our mark: it is made by us |
 * | any other                               | no    | refuse |
 */
export function planUser(spec: UserSpec, there: ObservedUser | undefined, claim: Claim): Verdict {
  const { comment } = spec;
  const wanted = wantedOf(spec);
  if (there === undefined) {
    const marked = withMark(comment ?? DEFAULT_COMMENT, markFor(claim, undefined, { adopted: false }));
    const settings = described({ comment: marked, ...wanted });
    return (
      refuseExpired(spec, settings, claim.cluster) ?? {
        change: { do: "create-user", object: spec, settings },
      }
    );
  }
  const text = String(there.settings["comment"]);
  const whose = standing(text, claim);
  const known = whose === "unmarked" && isKnown(nameOf(spec), claim);
  if (whose !== "ours" && !known && spec.adopt !== true) return refusal(spec, there, claim);
  const foreign = whose === "unmarked" || whose === "other-owner";
  // Whether it was there before us went with the mark; a user that is to be taken over may have been.
  const adopted = (foreign && spec.adopt === true) || readMark(text)?.adopted === true;
  const marked = withMark(comment ?? withoutMark(text), markFor(claim, readMark(text), { adopted }));
  const found = differences(described({ comment: marked, ...wanted }), there.settings);
  if (found.length === 0) return "keep";
  const settings = changes(found);
  return (
    refuseExpired(spec, settings, claim.cluster) ?? {
      change: { do: "update-user", object: spec, settings, differences: found },
    }
  );
}

function refusal(spec: UserSpec, there: ObservedUser, { cluster, ...claim }: Claim): Verdict {
  const text = String(there.settings["comment"]);
  const whose = standing(text, claim);
  if (whose === "other-state") return { refusal: otherState(spec, cluster) };
  const wanted = described({ comment: spec.comment, ...wantedOf(spec) });
  return {
    refusal: notOurs(
      spec,
      cluster,
      isOf(readMark(text)),
      differenceLines(differences(wanted, there.settings)),
    ),
  };
}

function wantedOf({ email, firstname, lastname, enable, expires }: UserSpec) {
  return { email, firstname, lastname, enable, expire: wantedExpiry(expires) };
}
