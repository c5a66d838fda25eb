/** What somebody can do, path by path, by PVE's own rules. */
import { isDeepStrictEqual } from "node:util";
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

/** Paths that say nothing new are left out: what counts below the one above them counts there as it is. */
export function rightsOf(holder: Holder, grants: Grants): readonly Right[] {
  const paths = grants.acl.filter((entry) => countsFor(entry, holder)).map(({ path }) => path);
  const rights: Right[] = [];
  // What is above comes first.
  for (const path of [...new Set(paths)].sort()) {
    const above = rights.filter((right) => right.on !== "path" && isBelow(path, right.path)).at(-1);
    const [here, below] = [decided(path, holder, grants), decided(childOf(path), holder, grants)];
    const isSaid = (right: Decided) =>
      isSame(right, above ?? NOTHING) && !right.grants.some((grant) => grant.path === path);
    if (isDeepStrictEqual(here, below)) {
      if (!isSaid(here)) rights.push({ path, on: "path and below", ...here });
    } else {
      if (!isSaid(here)) rights.push({ path, on: "path", ...here });
      if (!isSaid(below)) rights.push({ path, on: "below", ...below });
    }
  }
  return rights;
}

/** The same for somebody with every privilege on every path. */
export function unlimitedRights(roles: Roles): readonly Right[] {
  const privileges = [...new Set([...roles.values()].flat())].sort();
  return [{ path: "/", on: "path and below", ...NOTHING, privileges }];
}

/** An entry, with whether it is described. */
export function grantOf(entry: AclEntry, { described }: Pick<Grants, "described">): AclGrant {
  const { path, roleid, subject, propagate } = entry;
  return { path, roleid, subject, propagate, described: described.has(nameOf({ kind: "acl", ...entry })) };
}

/** A right, without where it counts. */
type Decided = Omit<Right, "path" | "on">;

const NOTHING: Decided = { privileges: [], withheld: [], unresolved: [], grants: [] };

function decided(path: string, holder: Holder, grants: Grants): Decided {
  const { levels, roles } = grants;
  const deciding = decidingEntries(holder, path, levels);
  const privileges = effective(holder, path, levels, roles);
  const all = decidingFor(holder, path, levels).flat();
  const unresolved = all.map(({ roleid }) => roleid).filter((roleid) => !isResolved(roleid, roles));
  return {
    privileges: [...privileges].sort(),
    withheld: [...given(deciding, roles)].filter((name) => !privileges.has(name)).sort(),
    unresolved: [...new Set(unresolved)].sort(),
    grants: deciding.map((entry) => grantOf(entry, grants)),
  };
}

/** A path below, on which no entry can be: PVE's paths have no `*`. */
function childOf(path: string): string {
  return path === "/" ? "/*" : `${path}/*`;
}

function isResolved(roleid: string, roles: Roles): boolean {
  return roles.has(roleid) || roleid === NO_ACCESS;
}

/** Whether both come to the same, whatever entries they are from. */
function isSame(one: Decided, other: Decided): boolean {
  return (["privileges", "unresolved"] as const).every((list) => isDeepStrictEqual(one[list], other[list]));
}
