import { type Mark, readMark, text } from "../objects";
import type { Origin } from "../spec";

/** Whose objects a run is about, and what is known of runs before it. */
export interface Claim {
  /** The cluster key, for messages. */
  readonly cluster: string;
  /** `<stack>/<cluster key>` */
  readonly owner: string;
  /** The id of this Terraform state; it goes into our marks. Undefined where nothing is written. */
  readonly state: string | undefined;
  /** The ids of this state, and of states that were deployed from this machine and are lost. Empty: any state is ours. */
  readonly states: readonly string[];
  /** What the state held before this run, where that is known. */
  readonly deployed: Before | undefined;
  /** Names of objects that an unfinished run on this machine has begun. */
  readonly begun: ReadonlySet<string>;
  /** Who made the roles and ACL entries that earlier looks have found, by name. */
  readonly origins: Readonly<Record<string, Origin>>;
  /** Issues whose secret was begun and is not kept: it was lost on the way. */
  readonly lost: ReadonlySet<string>;
  /** Whether the secret of a token, by its name, can still reach those who wait for it. */
  readonly mayIssue: (name: string) => boolean;
}

/** What a state held. */
export interface Before {
  /** Names of objects, with their origin as far as they have one. */
  readonly objects: ReadonlyMap<string, Origin | undefined>;
  /** The issue of each token, by its name. */
  readonly issues: ReadonlyMap<string, string>;
}

/** Whose a user or a token is, as the mark in its comment says. */
export type Standing = "ours" | "other-state" | "other-owner" | "unmarked";

/** Reads whose it is. */
export function standing(comment: unknown, claim: Pick<Claim, "owner" | "states">): Standing {
  const mark = readMark(text(comment));
  if (mark === undefined) return "unmarked";
  if (mark.owner !== claim.owner) return "other-owner";
  return claim.states.length === 0 || claim.states.includes(mark.state) ? "ours" : "other-state";
}

/** Whether the comment says that we made the object, so that it may be deleted. */
export function isMadeByUs(comment: unknown, claim: Pick<Claim, "owner" | "states">): boolean {
  return standing(comment, claim) === "ours" && readMark(text(comment))?.adopted === false;
}

/** Whether an object is known as ours without looking at it. */
export function isKnown(name: string, { deployed, begun }: Pick<Claim, "deployed" | "begun">): boolean {
  return begun.has(name) || deployed?.objects.has(name) === true;
}

/** Our mark for what this run writes. Where nothing is written, what is there stays as it is. */
export function markFor(
  { owner, state, states }: Claim,
  former: Mark | undefined,
  more: Pick<Mark, "adopted" | "issue" | "since">,
): Mark {
  return { owner, state: state ?? former?.state ?? states[0] ?? "0", ...more };
}
