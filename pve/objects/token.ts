import type { TokenSpec } from "../spec";
import { type PveClient, absentIf, apiPath } from "../wire";
import { secretOf } from "./secret";
import type { Settings } from "./settings";

/** What names an API token. */
export type TokenIdentity = Pick<TokenSpec, "userid" | "tokenid">;

/** An API token as PVE has it. `listUsers` finds it with its user. */
export interface ObservedToken {
  /** `comment`, `privsep`, `expire`. */
  readonly settings: Settings;
}

/**
 * `POST /access/users/{userid}/token/{tokenid}`
 * @returns the secret, which PVE shows this once
 * @throws UserError if the answer holds none
 */
export async function createToken(
  client: PveClient,
  token: TokenIdentity,
  settings: Settings,
): Promise<string> {
  return secretOf(await client.post(tokenPath(token), settings), client.endpoint);
}

/** `PUT` on the token: only what is given changes; its secret stays as it is. */
export async function updateToken(client: PveClient, token: TokenIdentity, changed: Settings): Promise<void> {
  await client.put(tokenPath(token), changed);
}

/**
 * `PUT` with `regenerate`, since libpve-access-control 9.1.0: a new secret, with everything else kept. An older node answers
 * 400 and changes nothing.
 */
export async function regenerateToken(
  client: PveClient,
  token: TokenIdentity,
  changed: Settings,
): Promise<string> {
  return secretOf(await client.put(tokenPath(token), { ...changed, regenerate: true }), client.endpoint);
}

/** `DELETE` on the token; PVE drops its ACL entries with it. A token that is gone is no error. */
export async function deleteToken(client: PveClient, token: TokenIdentity): Promise<void> {
  await absentIf("missing", client.delete(tokenPath(token)));
}

function tokenPath({ userid, tokenid }: TokenIdentity): string {
  return apiPath`/access/users/${userid}/token/${tokenid}`;
}
