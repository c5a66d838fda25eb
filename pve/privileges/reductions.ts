import { pathsAbove } from "../names";
import type { AclSpec, SubjectSpec } from "../spec";

/** An ACL entry, as far as it matters for what it takes away. */
export type Entry = Pick<AclSpec, "path" | "roleid" | "subject" | "propagate">;

/** An entry below which its subject has less than above: levels of PVE's ACL replace, they do not add. */
export interface Reduction {
  readonly subject: SubjectSpec;
  readonly path: string;
  readonly roleids: readonly string[];
  /** The nearest path above that gives the subject anything. */
  readonly above: string;
  /** What counts above and not here, sorted. */
  readonly lost: readonly string[];
}

/**
 * The entries that take away what their own subject has from above.
 * @param privilegesOf a role's privileges; undefined for a role that is not known, about which nothing is said
 */
export function reductions(
  entries: readonly Entry[],
  privilegesOf: (roleid: string) => readonly string[] | undefined,
): readonly Reduction[] {
  const levels = new Map<string, Entry[]>();
  for (const entry of entries) {
    const level = levels.get(levelKey(entry));
    if (level === undefined) levels.set(levelKey(entry), [entry]);
    else level.push(entry);
  }
  return [...levels.values()].flatMap((here) => {
    const [first] = here;
    const above = first && nearestAbove(first, levels);
    if (first === undefined || above === undefined) return [];
    const held = union(here, privilegesOf);
    const inherited = union(above, privilegesOf);
    if (held === undefined || inherited === undefined) return [];
    const lost = [...inherited].filter((name) => !held.has(name)).sort();
    const roleids = here.map(({ roleid }) => roleid);
    const found = { subject: first.subject, path: first.path, roleids, above: above[0]?.path ?? "/", lost };
    return lost.length === 0 ? [] : [found];
  });
}

/** `/pool/lab (role a) takes VM.Clone from user x, which / gives`, without a full stop. */
export function reductionInWords({ subject, path, roleids, above, lost }: Reduction): string {
  return (
    `the ACL entry on ${path} (${roleids.join(", ")}) takes from ${subject.type} ${subject.ugid} what ${above} gives: ` +
    lost.join(", ")
  );
}

/** One subject on one path. */
function levelKey({ subject, path }: Pick<Entry, "subject" | "path">): string {
  return `${subject.type} ${subject.ugid} ${path}`;
}

/** The propagating entries of the nearest level above the entry that has any for its subject. */
function nearestAbove(
  { subject, path }: Entry,
  levels: ReadonlyMap<string, readonly Entry[]>,
): readonly Entry[] | undefined {
  return pathsAbove(path)
    .map((above) => levels.get(levelKey({ subject, path: above })) ?? [])
    .map((level) => level.filter(({ propagate }) => propagate))
    .find((level) => level.length > 0);
}

function union(
  level: readonly Entry[],
  privilegesOf: (roleid: string) => readonly string[] | undefined,
): ReadonlySet<string> | undefined {
  const lists = level.map(({ roleid }) => privilegesOf(roleid));
  return lists.includes(undefined) ? undefined : new Set(lists.flatMap((list) => list ?? []));
}
