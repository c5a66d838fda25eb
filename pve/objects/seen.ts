import { parseFullTokenid } from "../names";
import {
  type GroupSpec,
  type SubjectSpec,
  type TokenSpec,
  type UserSpec,
  fullTokenid,
  nameOf,
} from "../spec";
import type { PveClient } from "../wire";
import { type AclEntry, listAcl, sameSubject } from "./acl";
import { type ObservedGroup, listGroups } from "./group";
import { type ObservedRole, listRoles } from "./role";
import type { Settings } from "./settings";
import type { ObservedToken } from "./token";
import { type ObservedUser, listUsers } from "./user";

/** All objects of a cluster, ours and others'. */
export interface Seen {
  readonly users: ReadonlyMap<string, ObservedUser>;
  readonly groups: ReadonlyMap<string, ObservedGroup>;
  readonly roles: ReadonlyMap<string, ObservedRole>;
  readonly acl: readonly AclEntry[];
}

const EVERYTHING: readonly (keyof Seen)[] = ["users", "groups", "roles", "acl"];

/**
 * Looks at everything at once, and changes nothing. PVE's lists come from hashes, so their order is another each time; here it is
 * by names, so that two looks at the same cluster are the same, and what is said of them.
 * @param lists what is asked for, one request each, where the rest does not matter: it then seems as if there were none
 */
export async function observe(client: PveClient, lists = EVERYTHING): Promise<Seen> {
  const [users, groups, roles, acl] = await Promise.all([
    lists.includes("users") ? listUsers(client) : new Map<string, never>(),
    lists.includes("groups") ? listGroups(client) : new Map<string, never>(),
    lists.includes("roles") ? listRoles(client) : new Map<string, never>(),
    lists.includes("acl") ? listAcl(client) : [],
  ]);
  return {
    users: byName(
      [...users].map(([userid, user]) => {
        return [userid, { ...user, groups: [...user.groups].sort(), tokens: byName(user.tokens) }] as const;
      }),
    ),
    groups: byName(groups),
    roles: byName(roles),
    acl: [...byName(acl.map((entry) => [nameOf({ kind: "acl", ...entry }), entry] as const)).values()],
  };
}

function byName<T>(entries: Iterable<readonly [string, T]>): ReadonlyMap<string, T> {
  return new Map([...entries].sort(([one], [other]) => (one < other ? -1 : Number(one > other))));
}

/** An API token, if it is there. */
export function tokenIn(
  { users }: Pick<Seen, "users">,
  { userid, tokenid }: Pick<TokenSpec, "userid" | "tokenid">,
): ObservedToken | undefined {
  return users.get(userid)?.tokens.get(tokenid);
}

/** The settings of a user, a group or an API token, if it is there. */
export function settingsIn(
  seen: Pick<Seen, "users" | "groups">,
  object:
    | Pick<UserSpec, "kind" | "userid">
    | Pick<GroupSpec, "kind" | "groupid">
    | Pick<TokenSpec, "kind" | "userid" | "tokenid">,
): Settings | undefined {
  switch (object.kind) {
    case "user":
      return seen.users.get(object.userid)?.settings;
    case "group":
      return seen.groups.get(object.groupid)?.settings;
    case "token":
      return tokenIn(seen, object)?.settings;
  }
}

/** The ACL entries of an API token itself. */
export function entriesOf(
  token: Pick<TokenSpec, "userid" | "tokenid">,
  { acl }: Pick<Seen, "acl">,
): readonly AclEntry[] {
  const subject = { type: "token", ugid: fullTokenid(token) } as const;
  return acl.filter((entry) => sameSubject(entry.subject, subject));
}

/** The comment of the user, the group or the token that a subject names; undefined for one that is not there. */
export function commentOf(
  { users, groups }: Pick<Seen, "users" | "groups">,
  { type, ugid }: SubjectSpec,
): unknown {
  switch (type) {
    case "user":
      return users.get(ugid)?.settings["comment"];
    case "group":
      return groups.get(ugid)?.settings["comment"];
    case "token": {
      const token = parseFullTokenid(ugid);
      return token && tokenIn({ users }, token)?.settings["comment"];
    }
  }
}
