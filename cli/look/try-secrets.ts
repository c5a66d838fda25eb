import { readOwnFile } from "../../files/own-file";
import { isPast } from "../../pve/names";
import { type Seen, tokenIn } from "../../pve/objects";
import { letsIn } from "../../pve/proof";
import { type ObjectSpec, type TokenSpec, fullTokenid, nameOf } from "../../pve/spec";
import type { PveClient } from "../../pve/wire";
import type { SynthesizedCluster } from "../project";
import { secretIn } from "./written-secrets";

/** What came of the secrets in files, in sentences. */
export interface Tried {
  /** A secret that PVE refuses. */
  readonly dead: readonly string[];
  /** Files that should have a secret, and why it was not tried. */
  readonly untried: readonly string[];
}

/**
 * Tries the secrets that a deploy has written into files, each of a token that PVE would let in: everything may be as described, and the
 * secret dead, because somebody has renewed it.
 */
export async function trySecrets(
  client: PveClient,
  { files, cluster }: SynthesizedCluster,
  objects: readonly ObjectSpec[],
  seen: Seen,
): Promise<Tried> {
  const dead: string[] = [];
  const untried: string[] = [];
  for (const token of objects.filter((object) => object.kind === "token")) {
    if (!mayLogIn(token, seen)) continue;
    for (const { path, place, tokens } of files) {
      const isMeant = ({ key, fullTokenid: name }: (typeof tokens)[number]) =>
        key === cluster.key && name === fullTokenid(token);
      if (!tokens.some(isMeant)) continue;
      const file = await readOwnFile(place);
      const secret =
        "text" in file ? secretIn(file.text, { token, cluster, isOnly: tokens.length === 1 }) : undefined;
      if (secret === undefined) {
        const why = "unread" in file ? file.unread : "does not hold its secret";
        untried.push(`${nameOf(token)} was not tried, since ${path} ${why}.`);
      } else if (!(await letsIn(client, token, secret))) dead.push(refused(token, path));
    }
  }
  return { dead, untried };
}

/** Otherwise it is said already why PVE refuses it. */
function mayLogIn(token: TokenSpec, seen: Seen): boolean {
  const all = [seen.users.get(token.userid), tokenIn(seen, token)];
  return all.every(
    (one) => one !== undefined && one.settings["enable"] !== false && !isPast(Number(one.settings["expire"])),
  );
}

function refused(token: TokenSpec, path: string): string {
  return (
    `${nameOf(token)}: PVE refuses the secret in ${path}, so the token was renewed elsewhere. If that was a deploy with this state, ` +
    "deploy here too, which writes the file anew. Else set another `token.rotation` and deploy."
  );
}
