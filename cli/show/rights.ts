/** What somebody can do, path by path, by PVE's own rules. */
import { NO_ACCESS, isBelow } from "../../pve/names";
import {
  type AclEntry,
  type Holder,
  type Levels,
  type Roles,
  countsFor,
  decidingEntries,
  decidingFor,
  effective,
  given,
} from "../../pve/objects";
import { nameOf } from "../../pve/spec";
import type { AclGrant, Right } from "./json";

/** What rights come from. */
export interface Grants {
  readonly acl: readonly AclEntry[];
  /** The same entries, by their paths. */
  readonly levels: Levels;
  readonly roles: Roles;
  /** The names of what is described. */
  readonly described: ReadonlySet<string>;
}

/** Paths that say nothing new are left out: what is above them counts there as it is. */
export function rightsOf(holder: Holder, grants: Grants): readonly Right[] {
  const paths = grants.acl.filter((entry) => countsFor(entry, holder)).map(({ path }) => path);
  const rights: Right[] = [];
  // What is above comes first.
  for (const path of [...new Set(paths)].sort()) {
    const right = rightOn(path, holder, grants);
    const isGranted = right.grants.some((grant) => grant.path === path);
    if (isGranted || !isInherited(right, nearestAbove(path, rights))) rights.push(right);
  }
  return rights;
}

/** The same for somebody with every privilege on every path. */
export function unlimitedRights(roles: Roles): readonly Right[] {
  const privileges = [...new Set([...roles.values()].flat())].sort();
  return [{ path: "/", privileges, below: privileges, withheld: [], unresolved: [], grants: [] }];
}

/** An entry, with whether it is described. */
export function grantOf(entry: AclEntry, { described }: Pick<Grants, "described">): AclGrant {
  const { path, roleid, subject, propagate } = entry;
  return { path, roleid, subject, propagate, described: described.has(nameOf({ kind: "acl", ...entry })) };
}

function rightOn(path: string, holder: Holder, grants: Grants): Right {
  const { levels, roles } = grants;
  const deciding = decidingEntries(holder, path, levels);
  const privileges = effective(holder, path, levels, roles);
  const all = decidingFor(holder, path, levels).flat();
  const unresolved = all.map(({ roleid }) => roleid).filter((roleid) => !isResolved(roleid, roles));
  return {
    path,
    privileges: [...privileges].sort(),
    below: [...effective(holder, below(path), levels, roles)].sort(),
    withheld: [...given(deciding, roles)].filter((name) => !privileges.has(name)).sort(),
    unresolved: [...new Set(unresolved)].sort(),
    grants: deciding.map((entry) => grantOf(entry, grants)),
  };
}

/** A path below, on which no entry can be: PVE's paths have no `*`. */
function below(path: string): string {
  return path === "/" ? "/*" : `${path}/*`;
}

function isResolved(roleid: string, roles: Roles): boolean {
  return roles.has(roleid) || roleid === NO_ACCESS;
}

function nearestAbove(path: string, rights: readonly Right[]): Right | undefined {
  return rights.filter((right) => isBelow(path, right.path)).at(-1);
}

function isInherited(right: Right, above: Right | undefined): boolean {
  const { below: inherited = [], unresolved = [] } = above ?? {};
  const isSame = (one: readonly string[], other: readonly string[]) => one.join() === other.join();
  return (
    isSame(right.privileges, inherited) &&
    isSame(right.below, inherited) &&
    isSame(right.unresolved, unresolved)
  );
}
