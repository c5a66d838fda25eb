import { type PveVersion, gives, resolvePrivileges } from "../privileges";
import { type AclSpec, type ObjectSpec, type SubjectSpec, type TokenSpec, fullTokenid } from "../spec";
import { type ObservedRole, sameSubject } from "../objects";
import type { Expected } from "./excess";

/**
 * What a token must be able to do by its description: on each path of its own ACL entries (privilege separation), or of its
 * user's, all that the roles there give.
 * @param there the roles of PVE, for those that are granted and not described
 */
export function expectedOf(
  token: TokenSpec,
  objects: readonly ObjectSpec[],
  version: PveVersion,
  there: ReadonlyMap<string, Pick<ObservedRole, "privileges">>,
): readonly Expected[] {
  const subject: SubjectSpec = token.privsep
    ? { type: "token", ugid: fullTokenid(token) }
    : { type: "user", ugid: token.userid };
  return expectedFor(subject, objects, version, there);
}

/** What a subject is granted by the description. */
export function expectedFor(
  subject: SubjectSpec,
  objects: readonly ObjectSpec[],
  version: PveVersion,
  there: ReadonlyMap<string, Pick<ObservedRole, "privileges">>,
): readonly Expected[] {
  const roles = new Map(
    objects.filter((object) => object.kind === "role").map((role) => [role.roleid, role.privileges]),
  );
  const entries = objects.filter(
    (object): object is AclSpec => object.kind === "acl" && sameSubject(object.subject, subject),
  );
  return entries.flatMap(({ path, propagate, roleid }) => {
    const source = roles.get(roleid);
    if (source === undefined) return [{ path, propagate, privileges: there.get(roleid)?.privileges ?? [] }];
    if (!gives(source, version)) return [];
    return [{ path, propagate, privileges: resolvePrivileges(source, version).privileges }];
  });
}
