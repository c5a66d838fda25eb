import { type AclEntry, createToken, deleteToken, putAcl, regenerateToken, sameSubject } from "../objects";
import { type TokenSpec, fullTokenid } from "../spec";
import { type PveClient, isKind } from "../wire";
import type { SecretKeeper } from "./keeper";
import type { Seen } from "./observe";
import type { Change } from "./plan";
import { write } from "./rounds";

/**
 * Gives a token a secret, and keeps it. The former secret is dead when this returns. A reply that was lost takes the secret
 * along; the next round finds that it is not kept, and issues anew.
 *
 * | there   | → |
 * |---------|---|
 * | nothing | create |
 * | a token | `regenerate`; on a node that does not know it: delete, create, put its ACL entries back |
 */
export async function issueToken(
  { object, settings, there }: Extract<Change, { do: "issue-token" }>,
  seen: Seen,
  { client, keeper }: { readonly client: PveClient; readonly keeper: SecretKeeper },
): Promise<void> {
  const place = await keeper.open(object.issue ?? "");
  try {
    const secret =
      there === undefined
        ? await write(createToken(client, object, settings))
        : ((await regenerate(client, object, settings)) ??
          (await replace(client, object, { ...there, ...settings }, entriesOf(object, seen))));
    await place.keep(secret);
  } finally {
    await place.close();
  }
}

/** Undefined if the node does not know the parameter; it has changed nothing then. */
async function regenerate(
  client: PveClient,
  token: TokenSpec,
  settings: Parameters<typeof regenerateToken>[2],
): Promise<string | undefined> {
  try {
    return await write(regenerateToken(client, token, settings));
  } catch (error) {
    if (isKind(error, "unknown-parameter")) return undefined;
    throw error;
  }
}

async function replace(
  client: PveClient,
  token: TokenSpec,
  settings: Parameters<typeof createToken>[2],
  entries: readonly AclEntry[],
): Promise<string> {
  await write(deleteToken(client, token));
  const secret = await write(createToken(client, token, settings));
  await write(putAcl(client, entries));
  return secret;
}

function entriesOf(token: TokenSpec, { acl }: Seen): readonly AclEntry[] {
  const subject = { type: "token", ugid: fullTokenid(token) } as const;
  return acl.filter((entry) => sameSubject(entry.subject, subject));
}
