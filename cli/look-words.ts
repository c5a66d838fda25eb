import { deleteGroup, deleteToken, deleteUser } from "../pve/pveum";
import type { Seen } from "../pve/objects";
import { type Change, changeInWords, shown } from "../pve/reconcile";
import { type Identity, type TokenSpec, nameOf } from "../pve/spec";
import { hasMark } from "./ours";

/** What a deploy would do to one object. @param owner whose mark tells that the object's user is ours */
export function sentenceOf(change: Change, seen: Seen, owner: string): string {
  if (change.do === "issue-token" && change.there === undefined) {
    const user = seen.users.get(change.object.userid);
    if (hasMark(user?.settings, owner)) return missing(change.object);
  }
  const differences = "differences" in change ? change.differences : [];
  const there = differences.map(({ name, there: value }) => `${name} ${shown(value)}`);
  return `${changeInWords(change)}${there.length === 0 ? "" : ` (there is: ${there.join(", ")})`}`;
}

/** What is left of objects that are described no longer. A role and an ACL entry carry no mark, so they are not known as such. */
export function orphansInWords(orphans: readonly Identity[]): readonly string[] {
  return orphans.flatMap((orphan) => {
    const line = deletion(orphan);
    if (line === undefined) return [];
    return [
      `${nameOf(orphan)} was made for this stack and is described no longer. A deploy from its state takes it away; where ` +
        `that state is lost, run on a node: ${line}`,
    ];
  });
}

/** A token that is not there beside a user of ours: whether there was one, only a state tells. */
function missing(token: TokenSpec): string {
  return (
    `${nameOf(token)}: is not there. If it was deployed, it was deleted by hand: set another \`token.rotation\` and deploy. ` +
    "If it is new in the description, a deploy creates it."
  );
}

function deletion(identity: Identity): string | undefined {
  if (identity.kind === "user") return deleteUser(identity.userid);
  if (identity.kind === "group") return deleteGroup(identity.groupid);
  return identity.kind === "token" ? deleteToken(identity.userid, identity.tokenid) : undefined;
}
