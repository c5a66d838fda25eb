import { DAY, type Expires, expiryText, termOf, tokenExpiryFault } from "./expiry";
import { quote } from "./words";

/** What is wrong with a `rotateBefore` by itself: how long before the end of its term a secret is renewed, in the words of a term. */
export function rotateBeforeFault(rotateBefore: string): string | undefined {
  const seconds = termOf(rotateBefore);
  if (seconds === undefined)
    return `${quote(rotateBefore)} is no term: write 14d to renew in the last 14 days of \`expires\``;
  return seconds === 0 ? `${quote(rotateBefore)} is no time at all; write a longer one` : undefined;
}

/**
 * What is wrong with it beside the other settings of its token.
 * @param rotateBefore what {@link rotateBeforeFault} finds no fault with
 */
export function renewalFault(
  rotateBefore: string,
  { expires, keep }: { readonly expires: Expires | Date | undefined; readonly keep: unknown },
): string | undefined {
  if (keep !== undefined)
    return "cannot stand beside keep: each rotation is a token of its own there, whose secret stays as it is; leave one of them out";
  // It has a fault of its own.
  if (tokenExpiryFault(expires) !== undefined) return undefined;
  const text = expiryText(expires);
  const term = termOf(text);
  if (text === undefined || term === undefined)
    return "has nothing to renew: give `expires` a term, such as 90d";
  const period = term - (termOf(rotateBefore) ?? 0);
  if (period <= 0)
    return `${quote(rotateBefore)} is not shorter than the whole term, ${quote(text)}; write a shorter one`;
  if (period < DAY)
    return `${quote(rotateBefore)} leaves less than a day of ${quote(text)}, so a deploy a day would rotate; write a shorter one`;
  return undefined;
}

/** What a token says of the renewal of its secret. */
interface Renewable {
  readonly expires?: string;
  readonly rotateBefore?: string;
  /** When its rotation was planned first, as Terraform writes a time; undefined where that is not known, or planned now. */
  readonly since?: string;
  /** How many renewals it has had since. */
  readonly renewed?: string;
}

/** After how many seconds a secret is renewed, and again and again; undefined where it is not. */
export function renewalPeriod({ expires, rotateBefore }: Renewable): number | undefined {
  const [term, before] = [termOf(expires), termOf(rotateBefore)];
  return term === undefined || before === undefined ? undefined : term - before;
}

/** How many renewals are due. @param at seconds since the epoch */
export function renewalsDue(token: Renewable, at: number): number {
  const period = renewalPeriod(token);
  if (period === undefined || token.since === undefined) return 0;
  return Math.max(0, Math.floor((at - secondsOf(token.since)) / period));
}

/** When the next one is due, in seconds since the epoch; undefined where that is not known. */
export function nextRenewal(token: Renewable): number | undefined {
  const period = renewalPeriod(token);
  if (period === undefined || token.since === undefined) return undefined;
  return secondsOf(token.since) + (Number(token.renewed ?? 0) + 1) * period;
}

function secondsOf(since: string): number {
  return Date.parse(since) / 1000;
}
