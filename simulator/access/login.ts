/** The steps of a login: password, ticket or API token, and the second factor. */
import type { Cluster } from "../cluster";
import { die, Failure } from "../failure";
import { parseTokenid, parseUserid, verifyUserid } from "../schema/names";
import { truthy } from "../perl";
import { challengeOf, isRightAnswer } from "./second-factor";
import type { Challenge } from "./second-factor";
import { HALF_TICKET } from "./tickets";
import type { UserConfig } from "../state/user-config";
import { requireUser } from "./caller";
import { requireToken } from "../routes/tokens";

/** @throws Failure when the user is not there, disabled or expired. */
export function requireEnabled(cluster: Cluster, config: UserConfig, userid: string): void {
  const user = requireUser(config, userid);
  if (!truthy(user.enable)) die(`user '${userid}' is disabled`);
  if (truthy(user.expire) && Number(user.expire) < cluster.now()) die(`user '${userid}' access expired`);
}

/** The full token id of `user@realm!name=secret`. @throws Failure when it is not good. */
export function verifyApiToken(cluster: Cluster, apiToken: string): string {
  const [, id, secret] = /^(.*)=(.*)$/.exec(apiToken) ?? die("no tokenid specified");
  const name = id ?? "";
  const parsed = parseTokenid(name);
  if (parsed === undefined)
    die(`'${name}' is not a valid token ID - not able to split into user and token parts`);
  const config = cluster.store.users();
  requireEnabled(cluster, config, parsed.userid);
  const token = requireToken(config, parsed.userid, parsed.token);
  if (truthy(token.expire) && Number(token.expire) < cluster.now()) {
    die(`token '${parsed.token}' access expired`);
  }
  if (cluster.store.tokenSecret(name) !== secret) die("invalid token value!");
  return name;
}

/** The user of a full ticket. @throws Failure (401) when it is none. */
export function verifyTicket(cluster: Cluster, ticket: string): string {
  const data = cluster.tickets.read(ticket);
  if (data === undefined || parseUserid(data) === undefined) {
    throw new Failure(401, "permission denied - invalid PVE ticket\n");
  }
  return data;
}

export interface Credentials {
  readonly userid: string;
  /** A password, a ticket that is still good, or the answer to a challenge. */
  readonly password: string;
  /** The second factor, sent together with the password. */
  readonly otp?: string | undefined;
  /** The half ticket of the first step. */
  readonly challenge?: string | undefined;
}

/** Checks the credentials. Answers the challenge when a second factor is still wanted. @throws Failure */
export function authenticate(cluster: Cluster, credentials: Credentials): Challenge | undefined {
  const { userid, password, otp, challenge } = credentials;
  if (otp !== undefined && challenge !== undefined) die("TFA response should be in 'password', not 'otp'");
  if (challenge !== undefined) {
    if (cluster.tickets.read(challenge, userid)?.startsWith(HALF_TICKET) !== true) die("bad ticket");
    answer(cluster, userid, password);
    return undefined;
  }
  const holder = cluster.tickets.read(password);
  if (holder === userid || holder === "root@pam") return undefined;
  cluster.checkPassword(userid, password);
  return secondStep(cluster, userid, otp);
}

function secondStep(cluster: Cluster, userid: string, otp: string | undefined): Challenge | undefined {
  const wanted = challengeOf(cluster.store.secondFactors(userid));
  const { realm } = verifyUserid(userid);
  if (wanted === undefined && cluster.store.realms()[realm]?.tfa !== undefined)
    die("missing required 2nd keys");
  if (otp === undefined) return wanted;
  answer(cluster, userid, otp);
  return undefined;
}

function answer(cluster: Cluster, userid: string, text: string): void {
  const factors = cluster.store.secondFactors(userid) ?? die("no such challenge");
  const right = isRightAnswer(factors, text, cluster.now(), cluster.release.major >= 8);
  cluster.store.setSecondFactors(userid, factors);
  if (!right) die("failed 2nd factor");
}

/** The old second step of PVE 7, which sends the code without its kind. */
export function answerOld(cluster: Cluster, userid: string, code: string): void {
  answer(cluster, userid, `totp:${code}`);
}
