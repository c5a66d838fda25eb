import { backOff } from "exponential-backoff";
import { isPast, parseExpiry } from "../names";
import { type Permissions, type Seen, permissionsOf } from "../objects";
import type { PveVersion } from "../privileges";
import { type ObjectSpec, type SubjectSpec, type TokenSpec, fullTokenid } from "../spec";
import { type PveClient, isKind } from "../wire";
import { type Expected, findExcess } from "./excess";
import { expectedFor, expectedOf } from "./expected";
import { explainLacks, explainRefusal } from "./explain";
import { findLacks } from "./lack";
import { type Beyond, explainExcess } from "./origins";

/** What a proof needs to know of a cluster. */
export interface Proof {
  readonly client: PveClient;
  /** The cluster key. */
  readonly cluster: string;
  readonly version: PveVersion;
  /** Everything that is described. */
  readonly objects: readonly ObjectSpec[];
  /** The roles of PVE, for those that are granted and not described. */
  readonly roles: Seen["roles"];
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
  const expected = expectedOf(token, proof.objects, proof.version, proof.roles);
  const held = await heldBy(token, secret, proof);
  const lacks = findLacks(held, expected);
  if (lacks.length > 0) throw explainLacks(lacks, token, proof, await proof.look());
  if (findExcess(held, withOthers(token, expected, proof, [])).length === 0) return [];
  const seen = await proof.look();
  const groups = seen.users.get(token.userid)?.groups ?? [];
  return explainExcess(findExcess(held, withOthers(token, expected, proof, groups)), token, seen);
}

async function heldBy(
  token: TokenSpec,
  secret: string | undefined,
  { client, cluster, look }: Proof,
): Promise<Permissions> {
  const name = fullTokenid(token);
  if (secret === undefined) return permissionsOf(client, name);
  try {
    return await backOff(() => permissionsOf(client.asToken(name, secret)), {
      ...FRESH_TOKEN_RETRY,
      retry: (error: unknown) => isKind(error, "unauthorized"),
    });
  } catch (error) {
    throw isKind(error, "unauthorized") ? explainRefusal(token, cluster, await look()) : error;
  }
}

/** A disabled user, and what has expired, are described so: PVE refuses every use, and there is nothing to prove. */
function canBeUsed(token: TokenSpec, objects: readonly ObjectSpec[]): boolean {
  const user = objects.find((object) => object.kind === "user" && object.userid === token.userid);
  const ends = [token.expires, user?.kind === "user" ? user.expires : undefined];
  if (ends.some((expires) => isPast(parseExpiry(expires)))) return false;
  return !(user?.kind === "user" && user.enable === false);
}

/**
 * What is described for others and counts for the token too: what its user's groups get, and with privilege separation its user, who
 * is the limit.
 */
function withOthers(
  token: TokenSpec,
  expected: readonly Expected[],
  { objects, version, roles }: Proof,
  groups: readonly string[],
): readonly Expected[] {
  const others: readonly SubjectSpec[] = [
    ...(token.privsep ? [{ type: "user" as const, ugid: token.userid }] : []),
    ...groups.map((ugid) => ({ type: "group" as const, ugid })),
  ];
  return [...expected, ...others.flatMap((subject) => expectedFor(subject, objects, version, roles))];
}
