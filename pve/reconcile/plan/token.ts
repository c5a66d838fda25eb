import {
  type ObservedToken,
  changes,
  described,
  differences,
  readMark,
  withMark,
  withoutMark,
} from "../../objects";
import { KEPT, type TokenSpec, fullTokenid, nameOf } from "../../spec";
import { type Claim, markFor, standing } from "../claim";
import type { Verdict } from "./change";
import { freshTerm, refuseExpired, standingTerm } from "./expiry";
import { DEFAULT_COMMENT } from "./marked";
import { differenceLines, isOf, notOurs, otherState } from "./words";

/**
 * What becomes of a token. The mark in PVE names the issue that its secret is from, so a secret that a run has lost is
 * noticed by the next one.
 *
 * | there                                     | adopt | → |
 * |-------------------------------------------|-------|---|
 * | nothing, and this issue was deployed      | any   | refuse: deleted by hand; another rotation makes a new one |
 * | nothing                                   | any   | issue |
 * | our mark with this issue, secret kept     | any   | keep, or update what differs |
 * | our mark with another issue, or none; or the secret was lost | any | issue |
 * | no mark, but this issue was deployed      | any   | update, with our mark, "adopted" with `adopt`: somebody has edited the comment |
 * | our mark of another state                 | yes   | issue, with our mark: it is made by us |
 * | any other                                 | yes   | issue, with our mark "adopted" |
 * | any other                                 | no    | refuse |
 */
export function planToken(spec: TokenSpec, there: ObservedToken | undefined, claim: Claim): Verdict {
  const lost = spec.issue !== undefined && claim.lost.has(spec.issue);
  const settled = spec.issue === undefined || claim.deployed?.issues.get(nameOf(spec)) === spec.issue;
  if (there === undefined) {
    return settled && !lost ? { refusal: gone(spec, claim.cluster) } : issue(spec, undefined, false, claim);
  }
  const text = String(there.settings["comment"]);
  const mark = readMark(text);
  const whose = standing(text, claim);
  if (whose === "ours" && mark !== undefined) {
    const current = spec.issue === undefined || mark.issue === spec.issue;
    return current && !lost
      ? inPlace(spec, there, mark.adopted, claim)
      : issue(spec, there, mark.adopted, claim);
  }
  if (whose === "unmarked" && settled && claim.deployed?.objects.has(nameOf(spec)) && !lost)
    return inPlace(spec, there, spec.adopt === true, claim);
  if (spec.adopt === true) return issue(spec, there, whose !== "other-state", claim);
  if (whose === "other-state") return { refusal: otherState(spec, claim.cluster) };
  const { comment, privsep, expires } = spec;
  const found = differences(
    described({ comment, privsep, expire: freshTerm(expires).expire }),
    there.settings,
  );
  return { refusal: notOurs(spec, claim.cluster, isOf(mark), differenceLines(found)) };
}

/** A token that somebody deleted: its secret is lost with it. */
export function gone(spec: Pick<TokenSpec, "userid" | "tokenid" | "rotation">, cluster: string): string {
  const kept = "If it is a former rotation, take it out of `keep` and deploy. If it is the current one: set ";
  const mend = `${spec.rotation === KEPT ? kept : "Set "}another \`token.rotation\` and deploy: that makes a new one.`;
  return `token ${fullTokenid(spec)} is gone from ${cluster}: it was deleted outside of this set-up, and its secret cannot be had again. ${mend}`;
}

function issue(spec: TokenSpec, there: ObservedToken | undefined, adopted: boolean, claim: Claim): Verdict {
  if (!claim.mayIssue(nameOf(spec))) return { refusal: gone(spec, claim.cluster) };
  const former = String(there?.settings["comment"] ?? DEFAULT_COMMENT);
  const { expire, ...term } = freshTerm(spec.expires);
  const issued = spec.issue === undefined ? {} : { issue: spec.issue, ...term };
  const mark = markFor(claim, readMark(former), { adopted, ...issued });
  const comment = withMark(spec.comment ?? withoutMark(former), mark);
  const settings = described({ comment, privsep: spec.privsep, expire });
  return (
    refuseExpired(spec, settings, claim.cluster) ?? {
      change: { do: "issue-token", object: spec, settings, there: there?.settings },
    }
  );
}

function inPlace(spec: TokenSpec, there: ObservedToken, adopted: boolean, claim: Claim): Verdict {
  const text = String(there.settings["comment"]);
  const former = readMark(text);
  const issue = spec.issue ?? former?.issue;
  const counted = { marked: former !== undefined, since: former?.since };
  const { expire, ...term } = standingTerm(spec.expires, counted, there.settings);
  const mark = markFor(claim, former, { adopted, ...(issue !== undefined && { issue, ...term }) });
  const comment = withMark(spec.comment ?? withoutMark(text), mark);
  const found = differences(described({ comment, privsep: spec.privsep, expire }), there.settings);
  if (found.length === 0) return "keep";
  const settings = changes(found);
  return (
    refuseExpired(spec, settings, claim.cluster) ?? {
      change: { do: "update-token", object: spec, settings, differences: found },
    }
  );
}
