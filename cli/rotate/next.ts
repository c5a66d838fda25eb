import { UserError } from "../../pve/user-error";

/** What says which secrets of a token are valid. */
export interface Rotated {
  readonly rotation: string;
  /** Former rotations whose tokens live on; undefined where another rotation gives the one token a new secret. */
  readonly keep: readonly string[] | undefined;
}

/** What is asked for. */
export interface Wish {
  /** The word of the next rotation, instead of the one that follows. */
  readonly to?: string;
  /** The former secret lives on, and so do those that are kept. */
  readonly keep?: true;
  /** No new secret: only those that are kept end. */
  readonly drop?: true;
}

/** The rotation of a token that has said nothing of it. Where former ones are kept, it stands for the token without a number. */
const FIRST = "1";

/**
 * What comes after a rotation. The former secrets end, unless they are to be kept.
 * @throws UserError if nobody can tell the next word, or if it is the current one
 */
export function nextOf(now: Rotated, { to, keep, drop }: Wish, today: Date = new Date()): Rotated {
  if (drop) return { ...now, keep: now.keep && [] };
  const former = now.keep === undefined ? FIRST : now.rotation;
  const kept = keep ? [...(now.keep ?? []), former] : now.keep && [];
  if (to === now.rotation) throw new UserError(`The rotation is ${JSON.stringify(to)} already.`);
  const rotation = to ?? following(now.rotation, [now.rotation, former, ...(now.keep ?? [])], today);
  if (rotation !== undefined) return { rotation, keep: kept };
  throw new UserError(
    `The rotation is ${JSON.stringify(now.rotation)}, and what follows it only you know. Say it: --to <word>`,
  );
}

/** A number goes up, past those that are taken; a day or a month becomes the present one. */
function following(word: string, taken: readonly string[], today: Date): string | undefined {
  if (/^\d+$/.test(word)) {
    let next = word;
    while (taken.includes(next)) next = String(BigInt(next) + 1n).padStart(word.length, "0");
    return next;
  }
  const present = /^\d{4}-\d\d(-\d\d)?$/.test(word) ? today.toISOString().slice(0, word.length) : word;
  return taken.includes(present) ? undefined : present;
}
