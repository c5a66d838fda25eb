import { absentIf } from "../wire/absent";
import { type AclEntry, listAcl } from "../objects/acl";
import { type PveClient, apiPath } from "../wire/client";
import { type Excess, appliesTo, appliesToPools, isPoolMember, nearest } from "./excess";
import type { ProvenToken } from "./lack";
import { type Login, reachable } from "./reachable";
import { observeRoles } from "../objects/role";

const MANY = 8;

/** What a token has beyond its grants, in sentences without a full stop, with where it comes from if the login may see that. */
export async function excessInWords(
  excess: readonly Excess[],
  token: ProvenToken,
  login: Login,
): Promise<readonly string[]> {
  if (excess.length === 0) return [];
  const client = await reachable(login);
  const origins = client && (await absentIf("forbidden", originsFor(client, token)));
  const byWords = new Map<string, string[]>();
  for (const one of excess) {
    const from = origins?.(one) ?? [];
    const words = `${short(one.privileges)}${from.length > 0 ? ` (${from.join("; ")})` : ""}`;
    byWords.set(words, [...(byWords.get(words) ?? []), one.path]);
  }
  return [...byWords].map(([words, paths]) => `has more than was granted here on ${short(paths)}: ${words}`);
}

/** Finds the ACL entries that an excess comes from. */
async function originsFor(client: PveClient, token: ProvenToken): Promise<(excess: Excess) => string[]> {
  const entries = await listAcl(client);
  const roles = await observeRoles(client);
  const groups = await groupsOf(client, token.userid);
  const subjects = [
    `user ${token.userid}`,
    ...(token.privsep ? [`token ${token.fullTokenid}`] : []),
    ...groups.map((group) => `group ${group}`),
  ];
  const ours = entries.filter((entry) => subjects.includes(subjectOf(entry)));
  return ({ path, privileges }) => {
    const giving = ours.filter(({ roleid }) => roles.get(roleid)?.some((name) => privileges.includes(name)));
    const here = nearest(giving.filter((entry) => appliesTo(path, entry)));
    const pools = isPoolMember(path) ? giving.filter(appliesToPools) : [];
    return [...new Set([...here, ...pools])].map(
      (entry) => `${entry.roleid} for ${subjectOf(entry)} on ${entry.path}`,
    );
  };
}

function subjectOf({ subject }: AclEntry): string {
  return `${subject.type} ${subject.ugid}`;
}

/** `GET /access/users/{userid}`: the groups that the user is in. */
async function groupsOf(client: PveClient, userid: string): Promise<readonly string[]> {
  const answer = await client.get<{ readonly groups?: readonly string[] } | null>(
    apiPath`/access/users/${userid}`,
  );
  return answer?.groups ?? [];
}

function short(names: readonly string[]): string {
  const beyond = names.length - MANY;
  return beyond > 1 ? `${names.slice(0, MANY).join(", ")} and ${beyond} more` : names.join(", ");
}
