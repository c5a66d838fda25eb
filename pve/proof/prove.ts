import { backOff } from "exponential-backoff";
import { isPast, parseExpiry } from "../names";
import { type Permissions, type Seen, permissionsOf } from "../objects";
import type { PveVersion } from "../privileges";
import { type ObjectSpec, type TokenSpec, type UserSpec, fullTokenid } from "../spec";
import { type PveClient, isKind } from "../wire";
import { type Expected, findExcess } from "./excess";
import { expectedOf } from "./expected";
import { explainLacks, explainRefusal } from "./explain";
import { findLacks } from "./lack";
import { excessInWords } from "./origins";

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
 * @returns what it may do beyond that, as sentences without a full stop
 * @throws UserError that names each path and what is missing there
 */
export async function prove(
  token: TokenSpec,
  secret: string | undefined,
  proof: Proof,
): Promise<readonly string[]> {
  if (!canBeUsed(token, proof.objects)) return [];
  const expected = expectedOf(token, proof.objects, proof.version, proof.roles);
  const held = await heldBy(token, secret, proof);
  const lacks = findLacks(held, expected);
  if (lacks.length > 0) throw explainLacks(lacks, token, proof.cluster, await proof.look());
  if (isAsItsUser(token, expected, proof.objects)) return [];
  const excess = findExcess(held, withOthers(token, expected, proof));
  return excess.length === 0 ? [] : excessInWords(excess, token, await proof.look());
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
 * A token for which nothing is granted here, of a user that others keep or that is in groups: it is described to have what that
 * user has.
 */
function isAsItsUser(
  { privsep, userid }: TokenSpec,
  expected: readonly Expected[],
  objects: readonly ObjectSpec[],
): boolean {
  const user = objects.find(
    (object): object is UserSpec => object.kind === "user" && object.userid === userid,
  );
  const hasOthers = user === undefined || (user.groups ?? []).length > 0;
  return !privsep && hasOthers && expected.length === 0;
}

/** Without privilege separation a token has all that is granted to its user; with it, no more than both have. */
function withOthers(
  token: TokenSpec,
  expected: readonly Expected[],
  { objects, version, roles }: Proof,
): readonly Expected[] {
  return token.privsep
    ? [...expected, ...expectedOf({ ...token, privsep: false }, objects, version, roles)]
    : expected;
}
