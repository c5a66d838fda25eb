import { type SubjectSpec, type TokenSpec, fullTokenid, parseFullTokenid } from "../spec";
import type { PveClient } from "../wire";
import { type AclEntry, listAcl, sameSubject } from "./acl";
import { type ObservedRole, listRoles } from "./role";
import type { ObservedToken } from "./token";
import { type ObservedUser, listUsers } from "./user";

/** All objects of a cluster, ours and others'. */
export interface Seen {
  readonly users: ReadonlyMap<string, ObservedUser>;
  readonly roles: ReadonlyMap<string, ObservedRole>;
  readonly acl: readonly AclEntry[];
}

/** Looks at everything at once, and changes nothing. */
export async function observe(client: PveClient): Promise<Seen> {
  const [users, roles, acl] = await Promise.all([listUsers(client), listRoles(client), listAcl(client)]);
  return { users, roles, acl };
}

/** An API token, if it is there. */
export function tokenIn(
  { users }: Pick<Seen, "users">,
  { userid, tokenid }: Pick<TokenSpec, "userid" | "tokenid">,
): ObservedToken | undefined {
  return users.get(userid)?.tokens.get(tokenid);
}

/** The ACL entries of an API token itself. */
export function entriesOf(
  token: Pick<TokenSpec, "userid" | "tokenid">,
  { acl }: Pick<Seen, "acl">,
): readonly AclEntry[] {
  const subject = { type: "token", ugid: fullTokenid(token) } as const;
  return acl.filter((entry) => sameSubject(entry.subject, subject));
}

/** The comment of the user or token that a subject names; undefined for a group and for one that is not there. */
export function commentOf({ users }: Pick<Seen, "users">, { type, ugid }: SubjectSpec): unknown {
  if (type === "user") return users.get(ugid)?.settings["comment"];
  const token = type === "token" ? parseFullTokenid(ugid) : undefined;
  return token && tokenIn({ users }, token)?.settings["comment"];
}
