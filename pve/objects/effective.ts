/** Who has what on a path, by PVE's own rules, from the ACL as it is or as it would be. What pools add to their members is left out. */
import { NO_ACCESS, pathsAbove } from "../names";
import { type SubjectSpec, type TokenSpec, fullTokenid } from "../spec";
import { type AclEntry, sameSubject } from "./acl";
import type { Seen } from "./seen";

/** Somebody whose ACL entries count together. */
export interface Holder {
  readonly subject: SubjectSpec;
  /** Whose entries count where the subject has none of its own on that level. */
  readonly groups: readonly string[];
  /** Of a token with privilege separation: its user, who is the limit. */
  readonly limit?: Holder;
}

/** A user with its groups. */
export function userHolder(userid: string, { users }: Pick<Seen, "users">): Holder {
  return { subject: { type: "user", ugid: userid }, groups: users.get(userid)?.groups ?? [] };
}

/** A token: with privilege separation it has what both itself and its user have, without it PVE looks at its user only. */
export function tokenHolder(
  token: Pick<TokenSpec, "userid" | "tokenid" | "privsep">,
  seen: Pick<Seen, "users">,
): Holder {
  const user = userHolder(token.userid, seen);
  if (!token.privsep) return user;
  return { subject: { type: "token", ugid: fullTokenid(token) }, groups: [], limit: user };
}

/** Entries by their paths. */
export type Levels = ReadonlyMap<string, readonly AclEntry[]>;

/** ACL entries, sorted by their paths. */
export function levelsOf(acl: readonly AclEntry[]): Levels {
  const levels = new Map<string, AclEntry[]>();
  for (const entry of acl) {
    const level = levels.get(entry.path);
    if (level === undefined) levels.set(entry.path, [entry]);
    else level.push(entry);
  }
  return levels;
}

/**
 * The entries that decide what the subject and its groups have on a path: those of the nearest level that has any, since a level
 * replaces what is above it. On a level the subject's own hide those of its groups.
 */
export function decidingEntries(
  { subject, groups }: Pick<Holder, "subject" | "groups">,
  path: string,
  levels: Levels,
): readonly AclEntry[] {
  for (const level of [path, ...pathsAbove(path)]) {
    const applying = (levels.get(level) ?? []).filter(({ propagate }) => propagate || level === path);
    const own = applying.filter((entry) => sameSubject(entry.subject, subject));
    if (own.length > 0) return own;
    const shared = applying.filter((entry) => isOfGroup(entry, groups));
    if (shared.length > 0) return shared;
  }
  return [];
}

/** Whether an entry can count for the holder, on whatever path. */
export function countsFor(entry: AclEntry, { subject, groups, limit }: Holder): boolean {
  const counts = sameSubject(entry.subject, subject) || isOfGroup(entry, groups);
  return counts || (limit !== undefined && countsFor(entry, limit));
}

/** A role's privileges by its roleid; a role that is not known gives nothing. */
export type Roles = ReadonlyMap<string, readonly string[]>;

/** The roles of PVE. */
export function rolesOf({ roles }: Pick<Seen, "roles">): Map<string, readonly string[]> {
  return new Map([...roles].map(([roleid, { privileges }]) => [roleid, privileges]));
}

/** What the entries of one level give together. */
export function given(entries: readonly Pick<AclEntry, "roleid">[], roles: Roles): ReadonlySet<string> {
  if (entries.some(({ roleid }) => roleid === NO_ACCESS)) return new Set();
  return new Set(entries.flatMap(({ roleid }) => roles.get(roleid) ?? []));
}

/** What the holder may do on a path. */
export function effective(holder: Holder, path: string, levels: Levels, roles: Roles): ReadonlySet<string> {
  const own = given(decidingEntries(holder, path, levels), roles);
  if (holder.limit === undefined) return own;
  const most = effective(holder.limit, path, levels, roles);
  return new Set([...own].filter((name) => most.has(name)));
}

/** The {@link decidingEntries} of a holder, and of the one who is its limit. */
export function decidingFor(holder: Holder, path: string, levels: Levels): readonly (readonly AclEntry[])[] {
  const limit = holder.limit === undefined ? [] : decidingFor(holder.limit, path, levels);
  return [decidingEntries(holder, path, levels), ...limit];
}

function isOfGroup({ subject }: AclEntry, groups: readonly string[]): boolean {
  return subject.type === "group" && groups.includes(subject.ugid);
}
