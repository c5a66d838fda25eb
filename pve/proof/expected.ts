import { type PveVersion, gives, resolvePrivileges } from "../privileges";
import {
  type AclSpec,
  type ObjectSpec,
  type SubjectSpec,
  type TokenSpec,
  type UserSpec,
  fullTokenid,
} from "../spec";
import { type Seen, sameSubject } from "../objects";
import type { Expected } from "./excess";

/** What is described of a cluster, and what it means there. */
export interface Described {
  readonly version: PveVersion;
  /** Everything that is described. */
  readonly objects: readonly ObjectSpec[];
  /** The roles of PVE, for those that are granted and not described. */
  readonly roles: Seen["roles"];
}

/**
 * What a token must be able to do by its description: on each path of its own ACL entries (privilege separation), or of those of
 * its user and of the groups that the user is described to be in, all that the roles there give.
 */
export function expectedOf(token: TokenSpec, described: Described): readonly Expected[] {
  return resolved(entriesFor(token, described.objects), described);
}

/** What a subject is granted by the description. */
export function expectedFor(subject: SubjectSpec, described: Described): readonly Expected[] {
  return resolved(entriesOf(subject, described.objects), described);
}

/** The user of that name as it is described; undefined for one that others keep. */
export function describedUser(userid: string, objects: readonly ObjectSpec[]): UserSpec | undefined {
  return objects.find((object): object is UserSpec => object.kind === "user" && object.userid === userid);
}

function resolved(
  entries: readonly AclSpec[],
  { objects, version, roles: there }: Described,
): readonly Expected[] {
  const roles = new Map(
    objects.filter((object) => object.kind === "role").map((role) => [role.roleid, role.privileges]),
  );
  return entries.flatMap(({ path, propagate, roleid }) => {
    const source = roles.get(roleid);
    if (source === undefined) return [{ path, propagate, privileges: there.get(roleid)?.privileges ?? [] }];
    if (!gives(source, version)) return [];
    return [{ path, propagate, privileges: resolvePrivileges(source, version).privileges }];
  });
}

/** The described entries that count for a token. On a path, a user's own hide those of its groups. */
function entriesFor(token: TokenSpec, objects: readonly ObjectSpec[]): readonly AclSpec[] {
  if (token.privsep) return entriesOf({ type: "token", ugid: fullTokenid(token) }, objects);
  const own = entriesOf({ type: "user", ugid: token.userid }, objects);
  const { groups = [] } = describedUser(token.userid, objects) ?? {};
  const ofGroups = groups.flatMap((ugid) => entriesOf({ type: "group", ugid }, objects));
  return [...own, ...ofGroups.filter(({ path }) => !own.some((entry) => entry.path === path))];
}

function entriesOf(subject: SubjectSpec, objects: readonly ObjectSpec[]): readonly AclSpec[] {
  return objects.filter(
    (object): object is AclSpec => object.kind === "acl" && sameSubject(object.subject, subject),
  );
}
