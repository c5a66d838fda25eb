import type { PveClient } from "../wire/client";
import { type Identity, describe } from "../objects/identity";
import { isMadeBy } from "../objects/mark";
import { deleteToken, deleteUser } from "../pveum";
import type { ObjectSpec } from "../spec";

interface ListedUser {
  readonly userid: string;
  readonly comment?: string;
  readonly tokens?: readonly { readonly tokenid: string; readonly comment?: string }[] | null;
}

type Marked = Extract<Identity, { kind: "user" | "token" }>;

/**
 * `GET /access/users?full=1`: users and tokens that were made for this stack and cluster, as their mark says, and that are not
 * described. A construct that was just taken out of the program leaves them behind, and so does a state that was lost.
 * @param owner `<stack>/<cluster key>`
 * @returns a sentence for each, with the way to remove it
 */
export async function findOrphans(
  client: PveClient,
  owner: string,
  objects: readonly ObjectSpec[],
): Promise<readonly string[]> {
  const users = (await client.get<readonly ListedUser[] | null>("/access/users", { full: true })) ?? [];
  const described = new Set(objects.map(describe));
  return users
    .flatMap((user) => madeBy(owner, user))
    .filter((found) => !described.has(describe(found)))
    .map(
      (found) => `${describe(found)} was made by this stack, which describes it no longer. ${removal(found)}`,
    );
}

function madeBy(owner: string, { userid, comment = "", tokens }: ListedUser): Marked[] {
  const own: Marked[] = isMadeBy(owner, comment) ? [{ kind: "user", userid }] : [];
  const its = (tokens ?? []).filter((token) => isMadeBy(owner, token.comment ?? ""));
  return [...own, ...its.map(({ tokenid }) => ({ kind: "token" as const, userid, tokenid }))];
}

function removal(found: Marked): string {
  const line = found.kind === "user" ? deleteUser(found.userid) : deleteToken(found.userid, found.tokenid);
  return `Describe it with \`ensure: "absent"\` and deploy, or run on a node: ${line}`;
}
