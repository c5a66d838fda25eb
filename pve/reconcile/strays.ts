import { type AclEntry, type Seen, commentOf, readMark, text } from "../objects";
import { type ObjectSpec, nameOf, subjectName } from "../spec";
import { isMadeByUs } from "./claim";

/**
 * ACL entries that nobody has described. PVE keeps no word of who made an entry, so they are known by whom they are for, and by what they
 * give.
 */
export interface Strays {
  /** For a user or a token that is described and that we made: either we made them and describe them no longer, or somebody gives it more. */
  readonly ours: readonly AclEntry[];
  /** They give a described role to somebody who has no mark: who made them, nothing tells. */
  readonly shared: readonly AclEntry[];
}

/** @param owner `<stack>/<cluster key>` */
export function findStrays(seen: Seen, owner: string, objects: readonly ObjectSpec[]): Strays {
  const described = new Set(objects.map(nameOf));
  const others = seen.acl.filter((entry) => !described.has(nameOf({ kind: "acl", ...entry })));
  // Whatever state has made them. What was there before us may have had more than we describe.
  const isOurs = ({ subject }: AclEntry) =>
    described.has(subjectName(subject)) && isMadeByUs(commentOf(seen, subject), { owner, states: [] });
  const isOfNobody = ({ subject }: AclEntry) =>
    !described.has(subjectName(subject)) && readMark(text(commentOf(seen, subject))) === undefined;
  return {
    ours: others.filter(isOurs),
    shared: others.filter((entry) => described.has(`role ${entry.roleid}`) && isOfNobody(entry)),
  };
}
