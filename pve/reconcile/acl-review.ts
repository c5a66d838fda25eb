import { type AclEntry, listAcl, sameEntry } from "../objects/acl";
import type { PveClient } from "../wire/client";
import { isKind } from "../wire/absent";
import { resolvePrivileges } from "../privileges/resolve";
import { reductionInWords, reductions } from "../privileges/reductions";
import { observeRoles } from "../objects/role";
import type { AclSpec, ObjectSpec } from "../spec";
import type { PveVersion } from "../privileges/version";

/**
 * Looks at what is there already: an entry that we are about to make may take away what its subject has from above, and one
 * below it may hide what it gives.
 * @param fresh the objects that are not deployed yet
 * @param isLeaving whether this very deploy removes an entry
 * @returns sentences without a full stop
 */
export async function reviewAcl(
  client: PveClient,
  objects: readonly ObjectSpec[],
  fresh: readonly ObjectSpec[],
  { version, isLeaving }: { readonly version: PveVersion; readonly isLeaving: (entry: AclEntry) => boolean },
): Promise<readonly string[]> {
  const entries = fresh.filter((object) => object.kind === "acl");
  if (entries.length === 0) return [];
  const there = await visibleAcl(client);
  const subjects = new Set(entries.map(subjectOf));
  const others = there.filter(
    (entry) =>
      subjects.has(subjectOf(entry)) && !isLeaving(entry) && !entries.some((own) => sameEntry(own, entry)),
  );
  if (others.length === 0) return [];
  const roles = new Map(await observeRoles(client));
  for (const object of objects) {
    if (object.kind === "role")
      roles.set(object.roleid, resolvePrivileges(object.privileges, version).privileges);
  }
  const isOurs = (path: string, subject: string) =>
    entries.some((entry) => entry.path === path && subjectOf(entry) === subject);
  return reductions([...entries, ...others], (roleid) => roles.get(roleid))
    .filter((found) => [found.path, found.above].some((path) => isOurs(path, subjectOf(found))))
    .map(reductionInWords);
}

function subjectOf({ subject }: Pick<AclSpec, "subject">): string {
  return `${subject.type} ${subject.ugid}`;
}

/** Without Sys.Audit on `/access`, which the check of our rights reports. */
async function visibleAcl(client: PveClient): Promise<readonly AclEntry[]> {
  try {
    return await listAcl(client);
  } catch (error) {
    if (isKind(error, "forbidden")) return [];
    throw error;
  }
}
