import { isPast, now, termOf } from "../names";
import { type Seen, tokenIn } from "../objects";
import { type ObjectSpec, nameOf } from "../spec";
import type { Change } from "./plan";

const DAY = 24 * 3600;
const WARNING_DAYS = 14;
/** Of a short term, the last quarter is warned of. */
const LAST_PART = 4;

/**
 * What soon expires in PVE, or has: a sentence for each API token within 14 days of its end. What is about to get another
 * secret or another expiry is left out, and so is what is described by a time that is over.
 */
export function expiringNotices(
  objects: readonly ObjectSpec[],
  { users }: Pick<Seen, "users">,
  changes: readonly Change[],
  cluster: string,
): readonly string[] {
  const renewed = changes.flatMap((change) =>
    change.do === "issue-token" || (change.do === "update-token" && "expire" in change.settings)
      ? [nameOf(change.object)]
      : [],
  );
  return objects.flatMap((object) => {
    if (object.kind !== "token" || renewed.includes(nameOf(object))) return [];
    const expire = Number(tokenIn({ users }, object)?.settings["expire"] ?? 0);
    const term = termOf(object.expires);
    const warning = Math.min(WARNING_DAYS * DAY, (term ?? Infinity) / LAST_PART);
    if (!isPast(expire, now() + warning) || (term === undefined && isPast(expire))) return [];
    const day = new Date(expire * 1000).toISOString().slice(0, 10);
    const way =
      term === undefined
        ? "a later `expires` moves that"
        : `another \`token.rotation\` gives it ${String(object.expires)} anew`;
    return [`${cluster}: ${nameOf(object)} ${isPast(expire) ? "has expired" : "expires"} on ${day}; ${way}.`];
  });
}
