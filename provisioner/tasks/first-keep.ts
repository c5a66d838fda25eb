import { type Seen, tokenIn } from "../../pve/objects";
import { KEPT, type TokenSpec, decode, fullTokenid, nameOf } from "../../pve/spec";
import type { Task } from "./tasks";

/**
 * What is wrong with a first use of `keep` that leaves out the token that was deployed before it: that one would be deleted at once,
 * under whoever uses it.
 */
export function firstKeepFaults(
  { cluster, deployed, described }: Task,
  seen: Pick<Seen, "users">,
): readonly string[] {
  const wanted = tokensOf(described?.settings);
  const names = new Set(wanted.map(nameOf));
  return tokensOf(deployed?.settings)
    .filter((token) => token.rotation !== KEPT && !names.has(nameOf(token)))
    .filter((token) => wanted.some((other) => isLaterOf(token, other)) && tokenIn(seen, token) !== undefined)
    .map(
      (token) =>
        `token ${fullTokenid(token)} on ${cluster.key} may be in use, and this first use of \`keep\` would delete it at once. Put "1" ` +
        "into `keep`: that is the token without a number. Take it out when nobody uses it any more.",
    );
}

/** Whether the other one is a rotation of the token. */
function isLaterOf({ userid, tokenid }: TokenSpec, other: TokenSpec): boolean {
  return other.rotation === KEPT && other.userid === userid && other.tokenid.startsWith(`${tokenid}-`);
}

function tokensOf(settings: Parameters<typeof decode>[0] = {}): readonly TokenSpec[] {
  return decode(settings).filter((object) => object.kind === "token");
}
