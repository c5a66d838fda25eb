import { absentIf, isKind } from "../wire/absent";
import { type PveClient, apiPath } from "../wire/client";
import { UserError } from "../user-error";
import { type Identity, fullTokenid } from "./identity";
import type { Observed, Settings } from "./settings";
import type { TokenSpec } from "../spec";
import { observeUser } from "./user";

/** What names an API token. */
export type TokenIdentity = Pick<Extract<Identity, { kind: "token" }>, "userid" | "tokenid">;

/** The token was deleted outside of this set-up: its secret is lost, and only a new issue helps. */
export class TokenGone extends UserError {
  public override readonly name = "TokenGone";

  public constructor(token: TokenIdentity, cluster: string) {
    super(
      `token ${fullTokenid(token)} is gone from ${cluster}: it was deleted outside of this set-up, and its secret ` +
        `cannot be had again. Set another \`token.rotation\` and deploy: that makes a new one.`,
    );
  }
}

interface TokenAnswer {
  readonly comment?: unknown;
  readonly privsep?: unknown;
  readonly expire?: unknown;
}

/** The settings that a token's description asks for. */
export function tokenSettings({ comment, privsep, expire }: TokenSpec): Settings {
  return { comment, privsep, expire };
}

/**
 * `GET /access/users/{userid}/token/{tokenid}`; undefined if there is no such token or no such user. PVE answers a
 * token of a missing user with 403 to everyone but root, so after a 403 the user is looked for.
 */
export async function observeToken(client: PveClient, token: TokenIdentity): Promise<Observed | undefined> {
  try {
    const answer = await client.get<TokenAnswer>(tokenPath(token));
    return {
      settings: {
        comment: typeof answer.comment === "string" ? answer.comment : "",
        privsep: Number(answer.privsep ?? 1) === 1,
        expire: Number(answer.expire ?? 0),
      },
    };
  } catch (error) {
    if (isKind(error, "missing")) return undefined;
    if (isKind(error, "forbidden") && (await observeUser(client, token.userid)) === undefined)
      return undefined;
    throw error;
  }
}

/** `POST /access/users/{userid}/token/{tokenid}`: resolves to the answer that holds the secret. */
export async function createToken(
  client: PveClient,
  token: TokenIdentity,
  settings: Settings,
): Promise<unknown> {
  return client.post(tokenPath(token), settings);
}

/** `PUT` on the token: only what is given changes; its secret stays as it is. */
export async function updateToken(client: PveClient, token: TokenIdentity, changed: Settings): Promise<void> {
  await client.put(tokenPath(token), changed);
}

/** `PUT` with `regenerate`: a new secret, with everything else kept; resolves to the answer that holds it. */
export async function regenerateToken(
  client: PveClient,
  token: TokenIdentity,
  changed: Settings,
): Promise<unknown> {
  return client.put(tokenPath(token), { ...changed, regenerate: true });
}

/** `DELETE` on the token; PVE drops its ACL entries with it. A token that is gone is no error. */
export async function deleteToken(client: PveClient, token: TokenIdentity): Promise<void> {
  await absentIf("missing", client.delete(tokenPath(token)));
}

function tokenPath({ userid, tokenid }: TokenIdentity): string {
  return apiPath`/access/users/${userid}/token/${tokenid}`;
}
