import type { UserSpec } from "../../spec";
import { type PveClient, foreignText } from "../../wire";
import { hint } from "./inventory";

/** The realm of a userid: what stands behind its last `@`. */
export function realmOf(userid: string): string {
  return userid.slice(userid.lastIndexOf("@") + 1);
}

/** Realms that every PVE has. */
const BUILT_IN = ["pam", "pve"];

/**
 * `GET /access/domains`: PVE itself would make a user in a realm that does not exist.
 * @param users those that are to be made
 * @returns a sentence for each realm that is not there
 */
export async function checkRealms(
  client: PveClient,
  users: readonly UserSpec[],
  cluster: string,
): Promise<readonly string[]> {
  const others = users.filter(({ userid }) => !BUILT_IN.includes(realmOf(userid)));
  if (others.length === 0) return [];
  const answer = await client.get<readonly { readonly realm: string }[] | null>("/access/domains");
  const realms = (answer ?? []).map(({ realm }) => realm).sort();
  return others
    .filter(({ userid }) => !realms.includes(realmOf(userid)))
    .map(({ userid }) => {
      const known = foreignText(realms.join(", "));
      return `user ${userid}: ${cluster} has no realm ${realmOf(userid)}, only ${known}.${hint(realmOf(userid), realms)}`;
    });
}
