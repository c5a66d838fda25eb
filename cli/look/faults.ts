/** What differs and no deploy mends, each as data and in words. */
import { type AclEntry, grantInWords } from "../../pve/objects";
import { deleteEntry, deleteGroup, deleteToken, deleteUser } from "../../pve/pveum";
import { type Identity, KEPT, type TokenSpec, nameOf } from "../../pve/spec";
import { foreignText } from "../../pve/wire";
import { type NamedObject, named } from "./objects";
import type { TokenState } from "./tokens";

/** Why something differs that a deploy does not mend by itself. */
export type FaultReason =
  /** It stands in the way of a deploy: a missing right, a name that is not there, an object that is not ours. */
  | "refused"
  /** A user or a token that PVE lets in no longer: it has expired, or is disabled. */
  | "ended"
  /** A token can do less than is described. */
  | "lacks"
  /** PVE refuses the secret in a file, since the token was renewed, or is there no longer. */
  | "dead-secret"
  /** An ACL entry for a user or token of ours that nobody has described. */
  | "undescribed"
  /** An object with our mark that is described no longer. */
  | "left-over";

/** What differs and a deploy does not mend by itself. */
export interface Fault {
  readonly reason: FaultReason;
  /** What it is about, where that is one object. */
  readonly object?: NamedObject;
  /** What is the matter and what mends it; some have several lines. */
  readonly text: string;
  /** The line to run on a node, if that mends it; the text has it too. */
  readonly command?: string;
}

/** Sentences of the engine. */
export function faultsOf(reason: FaultReason, sentences: readonly string[], key: string): readonly Fault[] {
  return sentences.map((sentence) => ({ reason, text: withoutKey(sentence, key) }));
}

/** The engine's sentences stand among those of other clusters, and name theirs: at their beginning, or as the place. */
export function withoutKey(sentence: string, key: string): string {
  const text = sentence.startsWith(`${key}: `) ? sentence.slice(key.length + 2) : sentence;
  return text.replace(`: on ${key}, `, ": ").replace(new RegExp(` on ${key}(?=[ :.,])`), "");
}

/** What is left of users, groups and tokens that are described no longer. A role carries no mark, so it is not known as such. */
export function leftOver(object: Identity): readonly Fault[] {
  const command = deletion(object);
  if (command === undefined) return [];
  const text =
    `${nameOf(object)} was made for this stack and is described no longer. A deploy from its state takes it away; where ` +
    `that state is lost, run on a node: ${command}`;
  return [{ reason: "left-over", object: named(object), text, command }];
}

/** An ACL entry of ours that is not described. PVE does not keep who made it. */
export function undescribed(entry: AclEntry): Fault {
  const command = foreignText(deleteEntry(entry));
  const text = `${grantInWords(entry)} is not described. A deploy from the state that gave it takes it away; if somebody has added it, describe it, or run on a node: ${command}`;
  return { reason: "undescribed", object: named({ kind: "acl", ...entry }), text, command };
}

/** An ACL entry with a described role for somebody else: a warning. */
export function sharedInWords(entry: AclEntry): string {
  return (
    `${grantInWords(entry)} is not described, and nothing tells who gave it. While others hold the role, a deploy does not change it. ` +
    `If this set-up gave it once, run on a node: ${foreignText(deleteEntry(entry))}`
  );
}

/** The secrets in files that PVE refuses. */
export function deadSecrets({ token, isThere, files }: TokenState): readonly Fault[] {
  const dead = files.filter(({ works }) => works === false);
  if (!isThere && dead.length > 0) return [deletedAfterDeploy(token, dead)];
  return dead.map(({ path }) => ({
    reason: "dead-secret",
    object: named(token),
    text:
      `${nameOf(token)}: PVE refuses the secret in ${path}, so the token was renewed elsewhere. If that was a deploy with this state, ` +
      "deploy here too, which writes the file anew. Else set another `token.rotation` and deploy.",
  }));
}

function deletedAfterDeploy(token: TokenSpec, files: TokenState["files"]): Fault {
  const holding = `${files.map(({ path }) => path).join(" and ")} still ${files.length === 1 ? "holds" : "hold"}`;
  const former =
    token.rotation === KEPT ? "If it is a former rotation, take it out of `keep`. Else set" : "Set";
  return {
    reason: "dead-secret",
    object: named(token),
    text: `${nameOf(token)} was deleted after a deploy: ${holding} its secret, which is dead. ${former} another \`token.rotation\`, and deploy.`,
  };
}

function deletion(identity: Identity): string | undefined {
  if (identity.kind === "user") return deleteUser(identity.userid);
  if (identity.kind === "group") return deleteGroup(identity.groupid);
  return identity.kind === "token" ? deleteToken(identity.userid, identity.tokenid) : undefined;
}
