import { isBelow, someOf } from "../names";
import {
  type AclEntry,
  type Holder,
  type Levels,
  type Roles,
  type Seen,
  countsFor,
  decidingEntries,
  decidingFor,
  effective,
  given,
  grantInWords,
  levelsOf,
  rolesOf,
  tokenHolder,
  tokenIn,
  userHolder,
} from "../objects";
import { type PveVersion, gives, resolvePrivileges } from "../privileges";
import {
  type AclSpec,
  type ObjectSpec,
  type SubjectSpec,
  nameOf,
  parseFullTokenid,
  subjectName,
} from "../spec";

/**
 * Looks at the ACL as it is going to be: what an entry of others takes away, on whatever path, of what is described, and what an entry
 * that is about to be made takes away of what its subject has. The entries of groups count for their users, and those of a user for its
 * tokens. What a token lacks on a described path itself is left to the proof, which asks PVE.
 * @param fresh the entries that are about to be made
 * @returns sentences without a full stop
 */
export function reviewAcl(
  objects: readonly ObjectSpec[],
  fresh: readonly AclSpec[],
  seen: Seen,
  version: PveVersion,
): readonly string[] {
  const situation = situationOf(objects, seen, version);
  const { described } = situation;
  const subjects = new Map(described.map(({ subject }) => [subjectName(subject), subject]));
  const found = [...subjects.values()].flatMap((subject) => {
    const holder = holderOf(subject, objects, seen);
    return holder === undefined
      ? []
      : [...takenByFresh(holder, fresh, situation), ...takenByOthers(holder, situation)];
  });
  return together(found);
}

interface Situation {
  readonly objects: readonly ObjectSpec[];
  readonly roles: Roles;
  /** Those of the described entries that this version of PVE gets. */
  readonly described: readonly AclSpec[];
  readonly names: ReadonlySet<string>;
  readonly before: Levels;
  readonly after: Levels;
  readonly entries: readonly AclEntry[];
}

function situationOf(objects: readonly ObjectSpec[], seen: Seen, version: PveVersion): Situation {
  const roles = rolesOf(seen);
  const useless = new Set<string>();
  for (const object of objects) {
    if (object.kind !== "role") continue;
    roles.set(object.roleid, resolvePrivileges(object.privileges, version).privileges);
    if (!gives(object.privileges, version)) useless.add(object.roleid);
  }
  const all = objects.filter((object) => object.kind === "acl");
  const described = all.filter(({ roleid }) => !useless.has(roleid));
  const names = new Set(all.map(nameOf));
  const entries = [...seen.acl.filter((entry) => !names.has(nameOfEntry(entry))), ...described];
  const [before, after] = [levelsOf(seen.acl), levelsOf(entries)];
  return { objects, roles, described, names, before, after, entries };
}

/** Whose entries count for a subject. Undefined for a token that has what its user has: PVE ignores its own entries. */
function holderOf(subject: SubjectSpec, objects: readonly ObjectSpec[], seen: Seen): Holder | undefined {
  if (subject.type === "group") return { subject, groups: [] };
  if (subject.type === "user") return userHolder(subject.ugid, seen);
  const identity = parseFullTokenid(subject.ugid);
  if (identity === undefined) return undefined;
  const spec = objects.find((object) => object.kind === "token" && nameOf(object) === subjectName(subject));
  const privsep = spec?.kind === "token" ? spec.privsep : tokenIn(seen, identity)?.settings["privsep"];
  return privsep === true ? tokenHolder({ ...identity, privsep }, seen) : undefined;
}

/** What somebody loses on a path, what takes it, and the path above that gives it. */
interface Loss {
  readonly subject: SubjectSpec;
  readonly path: string;
  readonly from: string;
  readonly causes: readonly AclEntry[];
  readonly lost: readonly string[];
}

function takenByFresh(
  holder: Holder,
  fresh: readonly AclSpec[],
  { before, after, roles }: Situation,
): readonly Loss[] {
  const { subject } = holder;
  const own = fresh.filter((entry) => subjectName(entry.subject) === subjectName(subject));
  return [...levelsOf(own)].flatMap(([path, causes]) => {
    const now = effective(holder, path, after, roles);
    const lost = [...effective(holder, path, before, roles)].filter((name) => !now.has(name));
    const from = decidingFor(holder, path, before)[0]?.[0]?.path ?? path;
    return lossOf({ subject, path, from, causes, lost });
  });
}

function takenByOthers(
  holder: Holder,
  { objects, roles, described, names, after, entries }: Situation,
): readonly Loss[] {
  const { subject } = holder;
  const wanted = levelsOf(described.filter((entry) => subjectName(entry.subject) === subjectName(subject)));
  const places = new Set(entries.filter((entry) => countsFor(entry, holder)).map(({ path }) => path));
  return [...places].flatMap((path) => {
    const granted = decidingEntries({ subject, groups: [] }, path, wanted);
    const [first] = granted;
    if (first === undefined || (first.path === path && isProven(subject, objects))) return [];
    const held = effective(holder, path, after, roles);
    const lost = [...given(granted, roles)].filter((name) => !held.has(name));
    const taking = decidingFor(holder, path, after)
      .filter((level) => lost.some((name) => !given(level, roles).has(name)))
      .flat();
    const others = taking.filter((entry) => !names.has(nameOfEntry(entry)));
    return lossOf({ subject, path, from: first.path, causes: others.length > 0 ? others : taking, lost });
  });
}

function lossOf(loss: Loss): readonly Loss[] {
  return loss.lost.length === 0 || loss.causes.length === 0 ? [] : [loss];
}

/** Whether the proof of a token asks PVE for what the subject has on its own paths. */
function isProven({ type, ugid }: SubjectSpec, objects: readonly ObjectSpec[]): boolean {
  return (
    type === "token" ||
    objects.some((object) => object.kind === "token" && !object.privsep && object.userid === ugid)
  );
}

/** One sentence for all who lose the same by the same entries. */
function together(losses: readonly Loss[]): readonly string[] {
  const bySentence = new Map<string, string[]>();
  for (const { subject, path, from, causes, lost } of losses) {
    const [start, end] = wordsOf(path, from, causes, lost);
    const key = JSON.stringify([start, end]);
    bySentence.set(key, [...(bySentence.get(key) ?? []), subjectName(subject)]);
  }
  return [...bySentence].map(([key, subjects]) => {
    const [start = "", end = ""] = JSON.parse(key) as string[];
    return `${start} from ${someOf(subjects)} ${end}`;
  });
}

function wordsOf(path: string, from: string, causes: readonly AclEntry[], lost: readonly string[]) {
  const taking = causes.map(grantInWords).join(", ");
  const where = causes.every((entry) => entry.path === path) ? "" : `on ${path} `;
  const what = isBelow(path, from) ? `what ${from} gives` : "what is described there";
  return [
    `${taking} ${causes.length > 1 ? "take" : "takes"}`,
    `${where}${what}: ${someOf([...lost].sort())}`,
  ];
}

function nameOfEntry(entry: AclEntry): string {
  return nameOf({ kind: "acl", ...entry });
}
