/** Which tokens are to be ended. */
import { parseFullTokenid, unknownWordFault } from "../../pve/names";
import { type Seen, readMark, text, tokenIn } from "../../pve/objects";
import { findOrphans } from "../../pve/reconcile";
import { type TokenSpec, decode, fullTokenid } from "../../pve/spec";
import { UserError } from "../../pve/user-error";
import {
  type DescribedIdentity,
  type SynthesizedCluster,
  chosenIdentity,
  describedIdentities,
} from "../project";

/** A token that is to be ended. */
export interface Aim {
  readonly token: Pick<TokenSpec, "kind" | "userid" | "tokenid">;
  /** Whose it is; undefined for one that is not described. */
  readonly identity?: DescribedIdentity;
}

/** What a person has said. */
export interface Asked {
  /** An identity's name, or `user@realm!tokenid`. */
  readonly identity?: string | undefined;
  readonly all?: true;
}

/** What is to be ended on one described cluster. */
export interface Aimed {
  readonly described: SynthesizedCluster;
  readonly aims: readonly Aim[];
}

/**
 * The tokens that are meant, as far as descriptions tell: all of an identity, those of former rotations too, or just the one that is
 * named by its full tokenid, which need not be described.
 * @param clusters the cluster, as each stack describes it
 * @throws UserError when it is not clear which identity is meant
 */
export function aimedAt(
  key: string,
  clusters: readonly SynthesizedCluster[],
  { identity, all }: Asked,
): readonly Aimed[] {
  const every = clusters.map((described) => ({
    described,
    aims: describedIdentities([described]).flatMap(aims),
  }));
  if (all) return every;
  const named = parseFullTokenid(identity ?? "");
  const isMeant = named
    ? ({ token }: Aim) => fullTokenid(token) === identity
    : isOf(chosenIdentity(key, describedIdentities(clusters), identity));
  const found = every.map((one) => ({ ...one, aims: one.aims.filter(isMeant) }));
  const meant = found.filter(({ aims }) => aims.length > 0);
  if (meant.length > 0 || named === undefined) return meant;
  const aim: Aim = { token: { kind: "token", ...named } };
  return clusters.slice(0, 1).map((described) => ({ described, aims: [aim] }));
}

function isOf(chosen: DescribedIdentity): (aim: Aim) => boolean {
  return ({ identity }) => identity?.token === chosen.token;
}

function aims(identity: DescribedIdentity): readonly Aim[] {
  return [identity.token.fullTokenid, ...identity.token.kept].flatMap((full) => {
    const token = parseFullTokenid(full);
    return token === undefined ? [] : [{ token: { kind: "token", ...token }, identity }];
  });
}

/** Tokens that carry our mark and are described no longer. */
export function leftOver(seen: Seen, { owner, settings }: SynthesizedCluster): readonly Aim[] {
  return findOrphans(seen, owner, decode(settings)).flatMap((token) =>
    token.kind === "token" ? [{ token }] : [],
  );
}

/** An end in which a line to run by hand would not help: somebody has decided otherwise, or has meant another token. */
export class Stopped extends UserError {}

/** How a token stands to this set-up. */
export type Standing = "missing" | "ours" | "unmarked" | "foreign";

/**
 * What a look tells of a token. One that is described counts as ours unless it carries the mark of another stack: whoever edits its
 * comment takes the mark out.
 */
export function standingOf({ token, identity }: Aim, seen: Seen, owner: string): Standing {
  const there = tokenIn(seen, token);
  if (there === undefined) return "missing";
  const mark = readMark(text(there.settings["comment"]));
  if (mark?.owner === owner) return "ours";
  return mark === undefined && identity !== undefined ? "unmarked" : "foreign";
}

/** @throws UserError with every token that is not ours, or that nobody has described and that is not there; nothing is deleted then */
export function refuseForeign(
  aims: readonly Aim[],
  seen: Seen,
  { owner, cluster }: SynthesizedCluster,
): void {
  const misspelt = aims.filter((aim) => !aim.identity && standingOf(aim, seen, owner) === "missing");
  if (misspelt.length > 0) {
    const known = [...seen.users].flatMap(([userid, { tokens }]) =>
      [...tokens.keys()].map((tokenid) => fullTokenid({ userid, tokenid })),
    );
    const faults = misspelt.map(({ token }) =>
      unknownWordFault(`token on ${cluster.key}`, fullTokenid(token), known),
    );
    throw new Stopped(`${faults.join("\n")}\nNothing was deleted.`);
  }
  const foreign = aims.filter((aim) => standingOf(aim, seen, owner) === "foreign");
  if (foreign.length === 0) return;
  const lines = foreign.map(({ token }) => {
    return `token ${fullTokenid(token)} on ${cluster.key} was not made for ${owner}: its comment does not say so.`;
  });
  throw new UserError(`${lines.join("\n")}\nNothing was deleted.`);
}
