import { someOf } from "../names";
import {
  type AclEntry,
  type Seen,
  countsFor,
  decidingFor,
  given,
  grantInWords,
  levelsOf,
  rolesOf,
  tokenHolder,
} from "../objects";
import type { TokenSpec } from "../spec";
import { foreignText } from "../wire";
import { type Excess, appliesToPools, isPoolMember } from "./excess";

/** What a token may do beyond its grants. */
export interface Beyond {
  /** As a sentence about the token, without a full stop. */
  readonly sentence: string;
  /** The ACL entries that it comes from, as far as they are known. */
  readonly entries: readonly AclEntry[];
}

/** What a token has beyond its grants, with the ACL entries that it comes from; paths that have it in common are named together. */
export function explainExcess(excess: readonly Excess[], token: TokenSpec, seen: Seen): readonly Beyond[] {
  const found = new Map<string, { readonly paths: string[]; readonly entries: readonly AclEntry[] }>();
  for (const one of excess) {
    const entries = originsOf(one, token, seen);
    const from = entries.map(grantInWords).join("; ");
    const words = `${foreignText(someOf(one.privileges))}${from === "" ? "" : ` (${from})`}`;
    const known = found.get(words);
    if (known === undefined) found.set(words, { paths: [one.path], entries });
    else known.paths.push(one.path);
  }
  return [...found].map(([words, { paths, entries }]) => ({
    sentence: `has more than was granted here on ${foreignText(someOf(paths))}: ${words}`,
    entries,
  }));
}

/** The entries that decide there and give any of it, and of pools, of which the overview does not say what is in them, all that do. */
function originsOf({ path, privileges }: Excess, token: TokenSpec, seen: Seen): readonly AclEntry[] {
  const [holder, roles] = [tokenHolder(token, seen), rolesOf(seen)];
  const gives = (entry: AclEntry) => privileges.some((name) => given([entry], roles).has(name));
  const here = decidingFor(holder, path, levelsOf(seen.acl)).flat().filter(gives);
  if (!isPoolMember(path)) return here;
  const pools = seen.acl.filter((entry) => countsFor(entry, holder) && appliesToPools(entry) && gives(entry));
  return [...new Set([...here, ...pools])];
}
