import { type Seen, sameEntry } from "../objects";
import { type PveVersion, reductionInWords, reductions, resolvePrivileges } from "../privileges";
import { type AclSpec, type ObjectSpec, subjectName } from "../spec";

/**
 * Looks at the ACL of others: an entry that we are about to make may take away what its subject has from above, and one below
 * it may hide what it gives.
 * @param fresh the entries that are about to be made
 * @returns sentences without a full stop
 */
export function reviewAcl(
  objects: readonly ObjectSpec[],
  fresh: readonly AclSpec[],
  seen: Seen,
  version: PveVersion,
): readonly string[] {
  const subjects = new Set(fresh.map(({ subject }) => subjectName(subject)));
  const described = objects.filter((object) => object.kind === "acl");
  const others = seen.acl.filter(
    (entry) => subjects.has(subjectName(entry.subject)) && !described.some((own) => sameEntry(own, entry)),
  );
  if (others.length === 0) return [];
  const roles = new Map([...seen.roles].map(([roleid, { privileges }]) => [roleid, privileges]));
  for (const object of objects) {
    if (object.kind === "role")
      roles.set(object.roleid, resolvePrivileges(object.privileges, version).privileges);
  }
  const isFresh = (path: string, subject: string) =>
    fresh.some((entry) => entry.path === path && subjectName(entry.subject) === subject);
  return reductions([...fresh, ...others], (roleid) => roles.get(roleid))
    .filter((found) => [found.path, found.above].some((path) => isFresh(path, subjectName(found.subject))))
    .map(reductionInWords);
}
