import type { AclEntry, Seen } from "../objects";
import { pathsAbove } from "../names";
import { type PveVersion, resolvePrivileges } from "../privileges";
import { type AclSpec, type ObjectSpec, nameOf, subjectName } from "../spec";
import { foreignText } from "../wire";
import { standing, type Claim } from "./claim";

/** What entries that are about to be made would hide from their users. */
export interface Hidden {
  /** Of users that others keep: they stand in the way. */
  readonly faults: readonly string[];
  /** Of our own users, and where `adopt` says that it is meant. */
  readonly notices: readonly string[];
}

/**
 * Looks at the groups of users: on a level of PVE's ACL a user's own entry hides those of its groups. So an entry that gives
 * something may take more away.
 * @param fresh the entries that are about to be made
 */
export function reviewGroups(
  objects: readonly ObjectSpec[],
  fresh: readonly AclSpec[],
  { seen, version, claim }: { readonly seen: Seen; readonly version: PveVersion; readonly claim: Claim },
): Hidden {
  const described = new Set(objects.map(nameOf));
  const given = new Map([...seen.roles].map(([roleid, { privileges }]) => [roleid, privileges]));
  for (const object of objects)
    if (object.kind === "role")
      given.set(object.roleid, resolvePrivileges(object.privileges, version).privileges);
  const privilegesOf = (entries: readonly Pick<AclEntry, "roleid">[]) =>
    new Set(entries.flatMap(({ roleid }) => given.get(roleid) ?? []));
  const found = fresh.flatMap((entry) => {
    const groups = hiddenBy(entry, seen);
    const own = fresh.filter(
      ({ path, subject }) => path === entry.path && subject.ugid === entry.subject.ugid,
    );
    const kept = privilegesOf(own);
    const lost = [...privilegesOf(groups)].filter((name) => !kept.has(name)).sort();
    if (lost.length === 0) return [];
    const isOthers =
      !described.has(subjectName(entry.subject)) &&
      standing(seen.users.get(entry.subject.ugid)?.settings["comment"], claim) !== "ours";
    return [
      { sentence: inWords(entry, groups, lost, claim.cluster), stops: isOthers && entry.adopt !== true },
    ];
  });
  const way =
    " Give the token `privilegeSeparation: true`, which leaves the user alone, or grant the role to the group. If it is meant, set `adopt: true`.";
  return {
    faults: [...new Set(found.flatMap(({ sentence, stops }) => (stops ? [`${sentence}${way}`] : [])))],
    notices: [...new Set(found.flatMap(({ sentence, stops }) => (stops ? [] : [sentence])))],
  };
}

/** The entries of groups that count for the user of an entry on its path now, and will not count beside it. */
function hiddenBy({ path, subject }: AclSpec, { users, acl }: Seen): readonly AclEntry[] {
  if (subject.type !== "user") return [];
  const groups = users.get(subject.ugid)?.groups ?? [];
  for (const level of [path, ...pathsAbove(path)]) {
    const here = acl.filter((entry) => entry.path === level && (level === path || entry.propagate));
    // What the user itself has hides the groups already.
    if (here.some((entry) => entry.subject.type === "user" && entry.subject.ugid === subject.ugid)) return [];
    const theirs = here.filter(
      (entry) => entry.subject.type === "group" && groups.includes(entry.subject.ugid),
    );
    if (theirs.length > 0) return theirs;
  }
  return [];
}

function inWords(
  entry: AclSpec,
  groups: readonly AclEntry[],
  lost: readonly string[],
  cluster: string,
): string {
  const from = groups.map(({ path, roleid, subject }) => `${roleid} of ${subjectName(subject)} on ${path}`);
  return foreignText(
    `${cluster}: the ACL entry on ${entry.path} (${entry.roleid}) would hide from ${subjectName(entry.subject)} what it has by ` +
      `${from.join(", ")}: ${lost.join(", ")}. PVE counts a user's own entry instead of those of its groups.`,
  );
}
