import type { Seen } from "../objects";
import { type Identity, type ObjectSpec, nameOf } from "../spec";
import { isMadeByUs } from "./claim";

/**
 * Users, groups and tokens that were made for this stack and cluster, as their mark says, and that are not described: a state that was
 * lost leaves them behind.
 * @param owner `<stack>/<cluster key>`
 */
export function findOrphans(
  { users, groups }: Seen,
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
  const ofGroups = [...groups]
    .filter(([, { settings }]) => isOurs(settings["comment"]))
    .map(([groupid]) => ({ kind: "group" as const, groupid }));
  return [...found, ...ofGroups].filter((identity) => !described.has(nameOf(identity)));
}
