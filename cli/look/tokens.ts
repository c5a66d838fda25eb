import { isPast } from "../../pve/names";
import { type Seen, readMark, text, tokenIn } from "../../pve/objects";
import { letsIn } from "../../pve/proof";
import { type DescribedFile, type ObjectSpec, type TokenSpec, fullTokenid, nameOf } from "../../pve/spec";
import type { PveClient } from "../../pve/wire";
import type { SynthesizedCluster } from "../project";
import { holdersOf, secretInFile } from "./holders";

/** A described token as it is in PVE, and what came of its secret. */
export interface TokenState {
  readonly token: TokenSpec;
  readonly isThere: boolean;
  /** Seconds since the epoch, 0 for never; undefined where the token is not there. */
  readonly expire?: number;
  /** When its secret was issued, in seconds since the epoch. PVE does not keep that; our mark does, of a token with a term. */
  readonly issued?: number;
  /** Whether PVE lets it in with what is in the files; undefined where nothing was tried. */
  readonly works?: boolean;
  /** Each file that should have its secret; of a token that is not there, each that has it all the same. */
  readonly files: readonly TriedFile[];
}

/** A file that should have the secret of a token. */
export interface TriedFile {
  readonly path: string;
  /** Undefined where the secret was not tried. */
  readonly works?: boolean;
  /** Why it was not tried: what is the matter with the file, as the rest of a sentence. */
  readonly untried?: string;
}

/**
 * Looks at the described tokens, and tries the secrets that a deploy has written into files, each of a token that PVE would let in:
 * everything may be as described, and the secret dead, because somebody has renewed it.
 */
export async function lookAtTokens(
  client: PveClient,
  described: SynthesizedCluster,
  objects: readonly ObjectSpec[],
  seen: Seen,
): Promise<readonly TokenState[]> {
  const states: TokenState[] = [];
  for (const token of objects.filter((object) => object.kind === "token")) {
    const settings = tokenIn(seen, token)?.settings;
    if (settings === undefined) {
      const files = holdersOf(token, described).map((path) => ({ path, works: false }));
      states.push({ token, isThere: false, files, ...(files.length > 0 && { works: false }) });
      continue;
    }
    const issued = readMark(text(settings["comment"]))?.since;
    const state = {
      token,
      isThere: true,
      expire: Number(settings["expire"]),
      ...(issued !== undefined && { issued }),
    };
    if (!mayLogIn(token, seen)) states.push({ ...state, works: false, files: [] });
    else {
      const files = await trySecret(client, token, described);
      const results = files.flatMap(({ works }) => works ?? []);
      states.push({ ...state, files, ...(results.length > 0 && { works: !results.includes(false) }) });
    }
  }
  return states;
}

async function trySecret(
  client: PveClient,
  token: TokenSpec,
  { files, cluster }: SynthesizedCluster,
): Promise<readonly TriedFile[]> {
  const tried: TriedFile[] = [];
  for (const file of files) {
    const isMeant = ({ key, fullTokenid: name }: DescribedFile["tokens"][number]) =>
      key === cluster.key && name === fullTokenid(token);
    if (!file.tokens.some(isMeant)) continue;
    const { secret, unread } = secretInFile(file, { token, cluster });
    const outcome =
      secret === undefined
        ? { untried: unread ?? "does not hold its secret" }
        : { works: await letsIn(client, token, secret) };
    tried.push({ path: file.path, ...outcome });
  }
  return tried;
}

/** Otherwise it is said already why PVE refuses it. */
function mayLogIn(token: TokenSpec, seen: Seen): boolean {
  const all = [seen.users.get(token.userid), tokenIn(seen, token)];
  return all.every(
    (one) => one !== undefined && one.settings["enable"] !== false && !isPast(Number(one.settings["expire"])),
  );
}

/** The secrets that were not tried, and why, in sentences. */
export function untriedInWords({ token, works, isThere, files }: TokenState): readonly string[] {
  const untried = files.flatMap(({ path, untried: why }) =>
    why === undefined ? [] : [`${nameOf(token)} was not tried, since ${path} ${why}.`],
  );
  const isInNone = isThere && works === undefined && files.length === 0;
  return isInNone
    ? [`${nameOf(token)} was not tried, since its secret is in no file of this stack.`]
    : untried;
}
