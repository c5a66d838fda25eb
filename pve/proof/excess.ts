import { isBelow } from "../names";
import type { Permissions } from "../objects";
import type { GrantPlace } from "../spec";

/** What is granted on a place, resolved for the node's version. */
export interface Expected extends GrantPlace {
  readonly privileges: readonly string[];
}

/** What somebody may do on a path although it is not granted there. */
export interface Excess {
  readonly path: string;
  /** Sorted. */
  readonly privileges: readonly string[];
}

/**
 * Compares all that somebody may do with all that was granted. What is inherited counts on the path that it comes from
 * only.
 */
export function findExcess(held: Permissions, expected: readonly Expected[]): readonly Excess[] {
  const found: (Excess & { readonly inherited: ReadonlySet<string> })[] = [];
  for (const [path, privileges] of [...held].sort(([a], [b]) => a.length - b.length || (a < b ? -1 : 1))) {
    const wanted = expectedOn(path, expected);
    const above = found.filter((excess) => isBelow(path, excess.path));
    const beyond = [...privileges.keys()]
      .filter((name) => !wanted.has(name) && !above.some(({ inherited }) => inherited.has(name)))
      .sort();
    if (beyond.length === 0) continue;
    const inherited = new Set(beyond.filter((name) => privileges.get(name) === true));
    found.push({ path, privileges: beyond, inherited });
  }
  return found;
}

/** The nearest level counts, as levels of PVE's ACL replace what is above them; a pool's rights count on its members too. */
function expectedOn(path: string, expected: readonly Expected[]): ReadonlySet<string> {
  const applying = expected.filter((grant) => appliesTo(path, grant));
  const pools = isPoolMember(path) ? expected.filter(appliesToPools) : [];
  return new Set([...nearest(applying), ...pools].flatMap(({ privileges }) => privileges));
}

/** Whether what is on one place counts on a path. */
function appliesTo(path: string, place: GrantPlace): boolean {
  return place.path === path || (place.propagate && isBelow(path, place.path));
}

/** Those of the longest path. */
function nearest<P extends { readonly path: string }>(places: readonly P[]): readonly P[] {
  const longest = Math.max(...places.map(({ path }) => path.length));
  return places.filter(({ path }) => path.length === longest);
}

/** Whether the path is of a kind that pools have as members. Which pool it is in, the overview does not say. */
export function isPoolMember(path: string): boolean {
  return /^\/(vms|storage)\/[^/]+$/.test(path);
}

/** Whether what is on the place counts on some pool, and so on its members. */
export function appliesToPools(place: GrantPlace): boolean {
  return isBelow(place.path, "/pool") || appliesTo("/pool", place);
}
