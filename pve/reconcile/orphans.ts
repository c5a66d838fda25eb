import type { Seen } from "../objects";
import { type Identity, type ObjectSpec, nameOf } from "../spec";
import { isMadeByUs } from "./claim";

/**
 * Users and tokens that were made for this stack and cluster, as their mark says, and that are not described: a state that was
 * lost leaves them behind.
 * @param owner `<stack>/<cluster key>`
 */
export function findOrphans(
  { users }: Seen,
  owner: string,
  objects: readonly ObjectSpec[],
): readonly Identity[] {
  const described = new Set(objects.map(nameOf));
  // Whatever state has made them.
  const isOurs = (comment: unknown) => isMadeByUs(comment, { owner, states: [] });
  const found = [...users].flatMap(([userid, { settings, tokens }]): Identity[] => [
    ...(isOurs(settings["comment"]) ? [{ kind: "user" as const, userid }] : []),
    ...[...tokens]
      .filter(([, token]) => isOurs(token.settings["comment"]))
      .map(([tokenid]) => ({ kind: "token" as const, userid, tokenid })),
  ]);
  return found.filter((identity) => !described.has(nameOf(identity)));
}
