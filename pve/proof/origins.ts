import type { AclEntry, Seen } from "../objects";
import { type TokenSpec, fullTokenid, subjectName } from "../spec";
import { foreignText } from "../wire";
import { type Excess, appliesTo, appliesToPools, isPoolMember, nearest } from "./excess";

const MANY = 8;

/** What a token has beyond its grants, as sentences without a full stop, with the ACL entries that it comes from. */
export function excessInWords(excess: readonly Excess[], token: TokenSpec, seen: Seen): readonly string[] {
  const byWords = new Map<string, string[]>();
  for (const one of excess) {
    const from = originsOf(one, token, seen);
    const words = `${short(one.privileges)}${from.length > 0 ? ` (${from.join("; ")})` : ""}`;
    byWords.set(words, [...(byWords.get(words) ?? []), one.path]);
  }
  return [...byWords].map(([words, paths]) => `has more than was granted here on ${short(paths)}: ${words}`);
}

/** The ACL entries that count for a token: its user's, those of the user's groups, and with privilege separation its own. */
export function entriesFor(token: TokenSpec, { users, acl }: Seen): readonly AclEntry[] {
  const groups = users.get(token.userid)?.groups ?? [];
  const subjects = [
    `user ${token.userid}`,
    ...(token.privsep ? [`token ${fullTokenid(token)}`] : []),
    ...groups.map((group) => `group ${group}`),
  ];
  return acl.filter((entry) => subjects.includes(subjectName(entry.subject)));
}

/** `PVEAuditor for group admins on /` */
export function entryInWords(entry: AclEntry): string {
  return foreignText(`${entry.roleid} for ${subjectName(entry.subject)} on ${entry.path}`);
}

function originsOf({ path, privileges }: Excess, token: TokenSpec, seen: Seen): readonly string[] {
  const giving = entriesFor(token, seen).filter(({ roleid }) =>
    seen.roles.get(roleid)?.privileges.some((name) => privileges.includes(name)),
  );
  const here = nearest(giving.filter((entry) => appliesTo(path, entry)));
  const pools = isPoolMember(path) ? giving.filter(appliesToPools) : [];
  return [...new Set([...here, ...pools])].map(entryInWords);
}

function short(names: readonly string[]): string {
  const beyond = names.length - MANY;
  return foreignText(
    beyond > 1 ? `${names.slice(0, MANY).join(", ")} and ${String(beyond)} more` : names.join(", "),
  );
}
