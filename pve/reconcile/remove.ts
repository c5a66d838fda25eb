import {
  type Seen,
  commentOf,
  deleteAcl,
  deleteGroup,
  deleteRole,
  deleteToken,
  deleteUser,
  sameEntry,
  settingsIn,
} from "../objects";
import { type Identity, type Origin, type RemovalPolicy, fullTokenid, nameOf } from "../spec";
import { type PveClient, foreignText } from "../wire";
import { type Claim, isMadeByUs, standing } from "./claim";
import { entryInWords } from "./plan/role";
import { write } from "./rounds";

/** An object that is to go. */
export interface Removal {
  readonly identity: Identity;
  /** Of a role and an ACL entry: who made it. */
  readonly origin?: Origin;
  readonly removalPolicy: RemovalPolicy;
  /** Whether the description names it as one that exists already. */
  readonly isNamed?: boolean;
  /** Of a user: the names of API tokens that are described. As long as it has one of them, it stays. */
  readonly describedTokens?: ReadonlySet<string>;
}

/** What became of it; `kept` says why it is still there. */
export type Removed =
  { readonly did: "deleted" | "missing" } | { readonly did: "kept"; readonly why: string };

/**
 * Deletes what is ours, and says why if it keeps something. What is already gone is no error, and drift of its settings does
 * not stop it.
 * @param begin told right before it is deleted
 */
export async function remove(
  client: PveClient,
  removal: Removal,
  seen: Seen,
  claim: Pick<Claim, "owner" | "states">,
  begin: () => void,
): Promise<Removed> {
  const retained = whyRetained(removal);
  if (retained !== undefined) return kept(retained);
  if (!isThere(removal.identity, seen)) return { did: "missing" };
  const why =
    foreign(removal, seen, claim) ?? inUse(removal.identity, seen, claim) ?? describedToken(removal, seen);
  if (why !== undefined) return kept(why);
  begin();
  await write(deleteOne(client, removal.identity));
  return { did: "deleted" };
}

/** ACL entries go first, as they name the others, then users, and groups last. */
export const REMOVAL_ORDER: readonly Identity["kind"][] = ["acl", "token", "role", "user", "group"];

/** What tells whether an object is there, whose it is, and who uses it. */
export function decisiveFor(identity: Identity): readonly (keyof Seen)[] {
  switch (identity.kind) {
    case "user":
    case "token":
      return ["users"];
    case "group":
      return ["groups", "users"];
    case "role":
      return ["roles", "acl"];
    case "acl":
      return ["acl", identity.subject.type === "group" ? "groups" : "users"];
  }
}

/** Whether it stays, by what is known of it without a look. */
export function staysUnseen(removal: Removal): boolean {
  return (whyRetained(removal) ?? whyOthers(removal)) !== undefined;
}

function whyRetained({ isNamed, removalPolicy }: Removal): string | undefined {
  if (isNamed === true) return "the description names it as one that exists already";
  return removalPolicy === "retain" ? "removalPolicy is `retain`" : undefined;
}

function whyOthers({ origin, removalPolicy }: Removal): string | undefined {
  return origin === "there" && removalPolicy !== "delete" ? "it was there before this set-up" : undefined;
}

function kept(why: string): Removed {
  return { did: "kept", why };
}

function isThere(identity: Identity, seen: Seen): boolean {
  switch (identity.kind) {
    case "user":
      return seen.users.has(identity.userid);
    case "group":
      return seen.groups.has(identity.groupid);
    case "role":
      return seen.roles.has(identity.roleid);
    case "acl":
      return seen.acl.some((entry) => sameEntry(entry, identity));
    case "token":
      return settingsIn(seen, identity) !== undefined;
  }
}

function foreign(removal: Removal, seen: Seen, claim: Pick<Claim, "owner" | "states">): string | undefined {
  const { identity, removalPolicy } = removal;
  if (identity.kind === "role" && seen.roles.get(identity.roleid)?.builtIn === true)
    return "it is built into PVE";
  if (identity.kind === "user" && identity.userid === "root@pam") return "PVE needs it";
  if (removalPolicy === "delete") return undefined;
  if (identity.kind === "acl" && standing(commentOf(seen, identity.subject), claim) === "other-state")
    return `another Terraform state of this stack has taken over its ${identity.subject.type}`;
  if (identity.kind === "role" || identity.kind === "acl") return whyOthers(removal);
  return isMadeByUs(settingsIn(seen, identity)?.["comment"], claim)
    ? undefined
    : "its comment does not say that we made it";
}

/** PVE deletes with a user its tokens, and with a role its ACL entries, and takes from a group its members; others' stay. */
function inUse(identity: Identity, seen: Seen, claim: Pick<Claim, "owner" | "states">): string | undefined {
  if (identity.kind === "user") {
    const tokens = [...(seen.users.get(identity.userid)?.tokens ?? [])];
    const others = tokens.filter(([, { settings }]) => !isMadeByUs(settings["comment"], claim));
    const names = others.map(([tokenid]) => foreignText(fullTokenid({ ...identity, tokenid })));
    return names.length === 0 ? undefined : `it has tokens that we did not make: ${names.join(", ")}`;
  }
  if (identity.kind === "group") {
    const members = seen.groups.get(identity.groupid)?.members ?? [];
    const others = members.filter(
      (userid) => standing(seen.users.get(userid)?.settings["comment"], claim) !== "ours",
    );
    return others.length === 0 ? undefined : `others are in it: ${others.map(foreignText).join(", ")}`;
  }
  if (identity.kind !== "role") return undefined;
  const entries = seen.acl.filter(({ roleid }) => roleid === identity.roleid).map(entryInWords);
  return entries.length === 0 ? undefined : `it is still held by ${entries.join(", ")}`;
}

function describedToken({ identity, describedTokens }: Removal, seen: Seen): string | undefined {
  if (identity.kind !== "user") return undefined;
  const { userid } = identity;
  const found = [...(seen.users.get(userid)?.tokens.keys() ?? [])]
    .map((tokenid) => nameOf({ kind: "token", userid, tokenid }))
    .find((token) => describedTokens?.has(token) === true);
  return found && `its ${found} is described`;
}

function deleteOne(client: PveClient, identity: Identity): Promise<void> {
  switch (identity.kind) {
    case "user":
      return deleteUser(client, identity.userid);
    case "group":
      return deleteGroup(client, identity.groupid);
    case "role":
      return deleteRole(client, identity.roleid);
    case "acl":
      return deleteAcl(client, identity);
    case "token":
      return deleteToken(client, identity);
  }
}
