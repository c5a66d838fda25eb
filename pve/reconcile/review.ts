import { isBelow, parseFullTokenid, someOf } from "../names";
import {
  type AclEntry,
  type Holder,
  type Levels,
  type Roles,
  type Seen,
  commentOf,
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
import { type AclSpec, type ObjectSpec, type SubjectSpec, nameOf, subjectName } from "../spec";
import { type Claim, standing } from "./claim";

/** What is taken from whom, in sentences without a full stop. */
export interface Review {
  /** What groups give, from a user that others keep: that stands in the way. */
  readonly faults: readonly string[];
  /** Anything else, and that too where `adopt` says that it is meant. */
  readonly notices: readonly string[];
}

/** The cluster as it is, and whose its objects are. */
export interface Surroundings {
  readonly seen: Seen;
  readonly version: PveVersion;
  readonly claim: Pick<Claim, "owner" | "states">;
}

/**
 * Looks at the ACL as it is going to be: what an entry of others takes away, on whatever path, of what is described, and what an entry
 * that is about to be made takes away of what its subject has. The entries of groups count for their users, who are in those that they
 * are described to be in, and the entries of a user count for its tokens. What a token lacks on a described path itself is left to the
 * proof, which asks PVE.
 * @param fresh the entries that are about to be made
 */
export function reviewAcl(
  objects: readonly ObjectSpec[],
  fresh: readonly AclSpec[],
  { seen, version, claim }: Surroundings,
): Review {
  const situation = situationOf(objects, seen, version);
  const members = withGroups(objects, seen);
  const names = new Set(objects.map(nameOf));
  const subjects = new Map(situation.described.map(({ subject }) => [subjectName(subject), subject]));
  const found = [...subjects.values()].flatMap((subject) => {
    const holder = holderOf(subject, objects, members);
    if (holder === undefined) return [];
    const isOthersUser =
      subject.type === "user" &&
      !names.has(subjectName(subject)) &&
      standing(commentOf(seen, subject), claim) !== "ours";
    return [
      ...takenByFresh(holder, fresh, situation).map(({ causes, giving, loss }) => {
        const isOfGroups = giving.some((entry) => entry.subject.type === "group");
        return { loss, stops: isOthersUser && isOfGroups && causes.some(({ adopt }) => adopt !== true) };
      }),
      ...takenByOthers(holder, situation).map((loss) => ({ loss, stops: false })),
    ];
  });
  const told = (stopping: boolean) =>
    together(found.flatMap(({ loss, stops }) => (stops === stopping ? [loss] : [])));
  return { faults: told(true).map((sentence) => `${sentence}. ${WAY}`), notices: told(false) };
}

const WAY =
  "Give the token `privilegeSeparation: true`, which leaves the user alone, or grant the role to the group. If it is meant, set " +
  "`adopt: true`";

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

/** The cluster with its users in the groups that they are described to be in. */
function withGroups(objects: readonly ObjectSpec[], seen: Seen): Seen {
  const users = new Map(seen.users);
  for (const object of objects) {
    if (object.kind !== "user" || object.groups === undefined) continue;
    const { settings = {}, tokens = new Map<string, never>() } = users.get(object.userid) ?? {};
    users.set(object.userid, { settings, tokens, groups: object.groups });
  }
  return { ...seen, users };
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

/** What somebody loses on a path, what takes it, and the path above that gives it or the entries beside it that do. */
interface Loss {
  readonly subject: SubjectSpec;
  readonly path: string;
  readonly from: string | readonly AclEntry[];
  readonly causes: readonly AclEntry[];
  readonly lost: readonly string[];
}

/** What entries that are about to be made take, and from which. */
interface Taken {
  readonly causes: readonly AclSpec[];
  readonly giving: readonly AclEntry[];
  readonly loss: Loss;
}

function takenByFresh(
  holder: Holder,
  fresh: readonly AclSpec[],
  { before, after, roles }: Situation,
): readonly Taken[] {
  const { subject } = holder;
  const own = fresh.filter((entry) => subjectName(entry.subject) === subjectName(subject));
  return [...new Set(own.map(({ path }) => path))].flatMap((path) => {
    const causes = own.filter((entry) => entry.path === path);
    const now = effective(holder, path, after, roles);
    const lost = [...effective(holder, path, before, roles)].filter((name) => !now.has(name));
    const giving = decidingFor(holder, path, before)[0] ?? [];
    const above = giving[0]?.path ?? path;
    const from = above === path ? giving : above;
    return lossOf({ subject, path, from, causes, lost }).map((loss) => ({ causes, giving, loss }));
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
  for (const loss of losses) {
    const key = JSON.stringify(wordsOf(loss));
    bySentence.set(key, [...(bySentence.get(key) ?? []), subjectName(loss.subject)]);
  }
  return [...bySentence].map(([key, subjects]) => {
    const [start = "", end = ""] = JSON.parse(key) as string[];
    return `${start} from ${someOf(subjects)} ${end}`;
  });
}

function wordsOf({ path, from, causes, lost }: Loss): readonly [start: string, end: string] {
  const taking = causes.map(grantInWords).join(", ");
  const where = causes.every((entry) => entry.path === path) ? "" : `on ${path} `;
  const [what, rule] = sourceOf(path, from);
  return [
    `${taking} ${causes.length > 1 ? "take" : "takes"}`,
    `${where}${what}: ${someOf([...lost].sort())}. ${rule}`,
  ];
}

function sourceOf(path: string, from: Loss["from"]): readonly [what: string, rule: string] {
  if (typeof from !== "string")
    return [
      `what ${from.map(grantInWords).join(", ")} gives`,
      "PVE counts a user's own entry instead of those of its groups",
    ];
  const what = isBelow(path, from) ? `what ${from} gives` : "what is described there";
  return [what, "A level of PVE's ACL replaces what is above it"];
}

function nameOfEntry(entry: AclEntry): string {
  return nameOf({ kind: "acl", ...entry });
}
