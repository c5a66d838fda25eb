import { type PveVersion, gives, resolvePrivileges } from "../privileges";
import {
  type AclSpec,
  type ObjectSpec,
  type SubjectSpec,
  type TokenSpec,
  fullTokenid,
  subjectName,
} from "../spec";
import type { ObservedRole } from "../objects";
import type { Expected } from "./excess";

/**
 * What a token must be able to do by its description: on each path of its own ACL entries (privilege separation), or of those of
 * its user and of the groups that the user is described to be in, all that the roles there give.
 * @param there the roles of PVE, for those that are granted and not described
 */
export function expectedOf(
  token: TokenSpec,
  objects: readonly ObjectSpec[],
  version: PveVersion,
  there: ReadonlyMap<string, Pick<ObservedRole, "privileges">>,
): readonly Expected[] {
  const roles = new Map(
    objects.filter((object) => object.kind === "role").map((role) => [role.roleid, role.privileges]),
  );
  return entriesFor(token, objects).flatMap(({ path, propagate, roleid }) => {
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
  const user = objects.find((object) => object.kind === "user" && object.userid === token.userid);
  const groups = (user?.kind === "user" && user.groups) || [];
  const ofGroups = groups.flatMap((ugid) => entriesOf({ type: "group", ugid }, objects));
  return [...own, ...ofGroups.filter(({ path }) => !own.some((entry) => entry.path === path))];
}

function entriesOf(subject: SubjectSpec, objects: readonly ObjectSpec[]): readonly AclSpec[] {
  return objects.filter(
    (object): object is AclSpec =>
      object.kind === "acl" && subjectName(object.subject) === subjectName(subject),
  );
}
