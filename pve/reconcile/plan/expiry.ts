import { isPast, now, parseExpiry, termOf } from "../../names";
import type { Settings } from "../../objects";
import type { TokenSpec, UserSpec } from "../../spec";
import type { Verdict } from "./change";
import { inWords } from "./words";

/** As PVE's `expire` takes it; undefined where it is not described. */
export function wantedExpiry(expires: string | undefined): number | undefined {
  return expires === undefined ? undefined : parseExpiry(expires);
}

/** What a token's expiry comes to: PVE's `expire`, and for the mark of one that counts from its issue, when that was. */
export interface Term {
  readonly expire: number | undefined;
  readonly since?: number;
}

/** Of a secret that is issued now. */
export function freshTerm(expires: string | undefined): Term {
  return termFrom(expires, now());
}

/**
 * Of a secret that stays. Its mark says when it was issued. Where somebody has edited the mark away, the expiry that is there says
 * so too; an expiry that did not count from the issue before does from now on.
 */
export function standingTerm(
  expires: string | undefined,
  { marked, since }: { readonly marked: boolean; readonly since: number | undefined },
  there: Settings,
): Term {
  const known = since ?? (marked ? undefined : Number(there["expire"]) - (termOf(expires) ?? 0));
  return termFrom(expires, known === undefined || known <= 0 ? now() : Math.min(known, now()));
}

function termFrom(expires: string | undefined, since: number): Term {
  if (termOf(expires) === undefined) return { expire: wantedExpiry(expires) };
  return { expire: parseExpiry(expires, since), since };
}

/**
 * Refuses to give a user or a token an expiry that is over: it could never be used. What has expired already is no concern of a
 * plan that leaves it so.
 * @param written the settings that PVE would get
 */
export function refuseExpired(
  object: UserSpec | TokenSpec,
  written: Settings,
  cluster: string,
): Verdict | undefined {
  const { expire } = written;
  if (typeof expire !== "number" || !isPast(expire)) return undefined;
  const after = termOf(object.expires) === undefined ? "" : " after the issue of its secret";
  const when = `${String(object.expires)}${after}`;
  return {
    refusal: `${inWords(object)} on ${cluster} is to expire at ${when}, which is over: PVE would refuse it at once. Set a later \`expires\`, or never.`,
  };
}
