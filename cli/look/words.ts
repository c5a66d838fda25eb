import { deleteEntry, deleteGroup, deleteToken, deleteUser } from "../../pve/pveum";
import { type AclEntry, type Seen, grantInWords } from "../../pve/objects";
import { type Change, changeInWords, shown } from "../../pve/reconcile";
import { type Identity, type TokenSpec, nameOf } from "../../pve/spec";
import { foreignText } from "../../pve/wire";
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

/** What is left of users and tokens that are described no longer. A role carries no mark, so it is not known as such. */
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

/** An ACL entry of ours that is not described. PVE does not keep who made it. */
export function strayInWords(entry: AclEntry): string {
  return (
    `${grantInWords(entry)} is not described: this set-up gave it once, or somebody has added it. Describe it, or run on a node: ` +
    foreignText(deleteEntry(entry))
  );
}

/** An ACL entry with a described role for somebody else. */
export function sharedInWords(entry: AclEntry): string {
  return (
    `${grantInWords(entry)} is not described, and nothing tells who gave it. While others hold the role, a deploy does not change it. ` +
    `If this set-up gave it once, run on a node: ${foreignText(deleteEntry(entry))}`
  );
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
