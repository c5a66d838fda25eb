import { type Seen, createToken, deleteToken, entriesOf, putAcl, regenerateToken } from "../objects";
import { type TokenSpec, nameOf } from "../spec";
import { type PveClient, isKind } from "../wire";
import type { SecretKeeper } from "./keeper";
import { type Made, making } from "./making";
import type { Change } from "./plan";
import { write } from "./rounds";

/** What issuing a token needs. */
export interface Issuing {
  readonly client: PveClient;
  readonly keeper: SecretKeeper;
  readonly made: Made;
}

type Issue = Extract<Change, { do: "issue-token" }>;

/**
 * Gives a token a secret, and keeps it. The former secret is dead when this returns. A reply that was lost takes the secret
 * along; the next round finds that it is not kept, and issues anew.
 *
 * | there   | → |
 * |---------|---|
 * | nothing | create; put back the ACL entries that were set aside |
 * | a token | `regenerate`; on a node that does not know it: set its ACL entries aside, delete, create, put them back |
 */
export async function issueToken(change: Issue, seen: Seen, issuing: Issuing): Promise<void> {
  const { client, keeper } = issuing;
  const place = keeper.open(change.object.issue ?? "");
  try {
    const regenerated = change.there && (await regenerate(client, change.object, change.settings));
    const secret = regenerated ?? (await replace(change, seen, issuing));
    await putBack(nameOf(change.object), seen, issuing);
    place.keep(secret);
    keeper.setAside(nameOf(change.object), undefined);
  } finally {
    place.close();
  }
}

/** Undefined if the node does not know the parameter; it has changed nothing then. */
async function regenerate(
  client: PveClient,
  token: TokenSpec,
  settings: Issue["settings"],
): Promise<string | undefined> {
  try {
    return await write(regenerateToken(client, token, settings));
  } catch (error) {
    if (isKind(error, "unknown-parameter")) return undefined;
    throw error;
  }
}

async function replace(
  { object, settings, there }: Issue,
  seen: Seen,
  { client, keeper, made }: Issuing,
): Promise<string> {
  const name = nameOf(object);
  const isNew = there === undefined && keeper.aside(name) === undefined;
  if (there !== undefined) {
    keeper.setAside(name, [...(keeper.aside(name) ?? []), ...entriesOf(object, seen)]);
    await write(deleteToken(client, object));
  }
  return making(isNew ? [object] : [], made, createToken(client, object, { ...there, ...settings }));
}

/** A role may be gone by now. */
async function putBack(token: string, { roles }: Seen, { client, keeper }: Issuing): Promise<void> {
  const entries = keeper.aside(token) ?? [];
  await write(
    putAcl(
      client,
      entries.filter(({ roleid }) => roles.has(roleid)),
    ),
  );
}
