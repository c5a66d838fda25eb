import { backOff } from "exponential-backoff";
import { isPast, parseExpiry } from "../names";
import { type Permissions, type Seen, permissionsOf } from "../objects";
import { type ObjectSpec, type SubjectSpec, type TokenSpec, fullTokenid } from "../spec";
import { type PveClient, isKind } from "../wire";
import { type Expected, findExcess } from "./excess";
import { type Described, describedUser, expectedFor, expectedOf } from "./expected";
import { explainLacks, explainRefusal } from "./explain";
import { findLacks } from "./lack";
import { type Beyond, explainExcess } from "./origins";

/** What a proof needs to know of a cluster. */
export interface Proof extends Described {
  readonly client: PveClient;
  /** The cluster key. */
  readonly cluster: string;
  /** A fresh look, for explanations. */
  readonly look: () => Promise<Seen>;
}

/** Other nodes of a cluster may learn a new secret a moment later. */
const FRESH_TOKEN_RETRY = { numOfAttempts: 4, startingDelay: 250, timeMultiple: 2 };

/**
 * Proves that a token may do what is described: by its own use where its secret is at hand, else by asking for its effective
 * privileges.
 * @returns what it may do beyond that
 * @throws UserError that names each path and what is missing there
 */
export async function prove(
  token: TokenSpec,
  secret: string | undefined,
  proof: Proof,
): Promise<readonly Beyond[]> {
  if (!canBeUsed(token, proof.objects)) return [];
  const expected = expectedOf(token, proof);
  const held = await heldBy(token, secret, proof);
  const lacks = findLacks(held, expected);
  if (lacks.length > 0) throw explainLacks(lacks, token, proof, await proof.look());
  if (isAsItsUser(token, expected, proof.objects)) return [];
  if (findExcess(held, withOthers(token, expected, proof, [])).length === 0) return [];
  const seen = await proof.look();
  const groups = seen.users.get(token.userid)?.groups ?? [];
  return explainExcess(findExcess(held, withOthers(token, expected, proof, groups)), token, seen);
}

async function heldBy(
  token: TokenSpec,
  secret: string | undefined,
  { client, cluster, objects, look }: Proof,
): Promise<Permissions> {
  const name = fullTokenid(token);
  if (secret === undefined) return permissionsOf(client, name);
  try {
    return await backOff(() => permissionsOf(client.asToken(name, secret)), {
      ...FRESH_TOKEN_RETRY,
      retry: (error: unknown) => isKind(error, "unauthorized"),
    });
  } catch (error) {
    throw isKind(error, "unauthorized") ? explainRefusal(token, { cluster, objects }, await look()) : error;
  }
}

/** A disabled user, and what has expired, are described so: PVE refuses every use, and there is nothing to prove. */
function canBeUsed(token: TokenSpec, objects: readonly ObjectSpec[]): boolean {
  const user = describedUser(token.userid, objects);
  const ends = [token.expires, user?.expires];
  return !ends.some((expires) => isPast(parseExpiry(expires))) && user?.enable !== false;
}

/**
 * A token for which nothing is granted here, of a user that others keep or that is in groups: it is described to have what that
 * user has.
 */
function isAsItsUser(
  { privsep, userid }: TokenSpec,
  expected: readonly Expected[],
  objects: readonly ObjectSpec[],
): boolean {
  const user = describedUser(userid, objects);
  const hasOthers = user === undefined || (user.groups ?? []).length > 0;
  return !privsep && hasOthers && expected.length === 0;
}

/**
 * What is described for others and counts for the token too: what its user's groups get, and with privilege separation its user, who
 * is the limit.
 */
function withOthers(
  token: TokenSpec,
  expected: readonly Expected[],
  proof: Proof,
  groups: readonly string[],
): readonly Expected[] {
  const others: readonly SubjectSpec[] = [
    ...(token.privsep ? [{ type: "user" as const, ugid: token.userid }] : []),
    ...groups.map((ugid) => ({ type: "group" as const, ugid })),
  ];
  return [...expected, ...others.flatMap((subject) => expectedFor(subject, proof))];
}
