import { now, renewalsDue } from "../../pve/names";
import { type Settings, decode, nameOf } from "../../pve/spec";

/**
 * The names of the tokens whose rotation stays, and whose secret is issued anew by the deploy all the same, since a renewal is due. It
 * counts as the plan has counted, from what the state holds; a description does not tell.
 */
export function renewedTokens(deployed: Settings, described: Settings): ReadonlySet<string> {
  const former = new Map(decode(deployed).map((object) => [nameOf(object), object]));
  const due = decode(described).filter((token) => {
    const before = former.get(nameOf(token));
    if (token.kind !== "token" || before?.kind !== "token") return false;
    if (token.rotation !== before.rotation) return false;
    const { since, renewed = "0" } = before;
    return renewalsDue({ ...token, ...(since !== undefined && { since }) }, now()) !== Number(renewed);
  });
  return new Set(due.map(nameOf));
}
