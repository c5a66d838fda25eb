import { quote } from "./words";

/** In seconds. */
export const DAY = 24 * 3600;
const NEVER = 0;
const ISO = /^(\d{4}-\d{2}-\d{2})(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2}))?$/;
/** The end of the year 9999, in seconds since the epoch: ISO 8601 has no more digits, and what is later was meant as milliseconds. */
const LATEST = 253_402_300_799;
/** The longest term of a token: 100 years, in seconds. */
export const LONGEST_TERM = 36_525 * DAY;

const TERM = /^(?:(\d{1,6})([hdw])|P(\d{1,6})([DW])|PT(\d{1,6})(H))$/;
const UNITS: Readonly<Record<string, number>> = { h: DAY / 24, d: DAY, w: 7 * DAY };
const TIMES = "2030-12-31, 2030-12-31T18:00:00Z, seconds since the epoch, or never";

/** When a user or a token expires: an ISO date (00:00 UTC of that day) or date-time, seconds since the epoch, or `never`. */
export type Expires = string | number;

/** What is wrong with an `expires`, or undefined. A time in the past is none: what has expired may stay described. */
export function expiryFault(expires: Expires | Date | undefined): string | undefined {
  const time = timeOf(expires);
  const seconds = secondsOf(time);
  if (termOf(time) !== undefined)
    return `${quote(String(expires))} counts from nothing: only a token's expiry counts from the issue of its secret; write ${TIMES}`;
  if (seconds === undefined) return `${shown(expires)} is no time: write ${TIMES}`;
  if (seconds <= LATEST) return undefined;
  return `${String(expires)} is beyond the year 9999; give seconds since the epoch, not milliseconds`;
}

/** The same for a token, whose `expires` may also be a term: `90d`, `12w`, `36h`, or in ISO's words `P90D`, `P12W`, `PT36H`. */
export function tokenExpiryFault(expires: Expires | Date | undefined): string | undefined {
  const time = timeOf(expires);
  const term = termOf(time);
  if (term === 0) return `${quote(String(expires))} is over at once; write a longer term`;
  if (term !== undefined)
    return term <= LONGEST_TERM ? undefined : `${quote(String(expires))} is more than 100 years`;
  if (secondsOf(time) === undefined)
    return `${shown(expires)} is no time: write 90d for 90 days from the issue of the secret, ${TIMES}`;
  return expiryFault(expires);
}

/** An `expires` as a description has it: text, with a moment in ISO's words. @param expires what has no fault */
export function expiryText(expires: Expires | Date | undefined): string | undefined {
  return expires === undefined ? undefined : String(timeOf(expires)).replace(/\.000Z$/, "Z");
}

/** The seconds of a term, which counts from the issue of a token's secret; undefined for a time. */
export function termOf(expires: unknown): number | undefined {
  if (typeof expires !== "string") return undefined;
  const parts: readonly (string | undefined)[] = TERM.exec(expires)?.slice(1) ?? [];
  const [count, unit] = parts.filter((part) => part !== undefined);
  if (count === undefined || unit === undefined) return undefined;
  return Number(count) * (UNITS[unit.toLowerCase()] ?? 0);
}

/**
 * Whether it has expired, so that PVE refuses what it is set on.
 * @param expire as PVE's `expire` takes it
 * @param at seconds since the epoch
 */
export function isPast(expire: number, at: number = Date.now() / 1000): boolean {
  return expire !== NEVER && expire <= at;
}

/** Seconds since the epoch. */
export function now(): number {
  return Math.floor(Date.now() / 1000);
}

/** ISO 8601 in UTC, to the second. @param seconds since the epoch */
export function isoTime(seconds: number): string {
  const moment = new Date(Math.min(Math.max(seconds, 0), LATEST) * 1000);
  return moment.toISOString().replace(/\.\d+Z$/, "Z");
}

/** Whatever a program without types may give, of which only text, a number and a moment can be a time. */
function timeOf(expires: unknown): unknown {
  if (!(expires instanceof Date)) return expires;
  return Number.isNaN(expires.getTime()) ? "no moment" : expires.toISOString();
}

function shown(expires: unknown): string {
  return typeof expires === "string" || expires instanceof Date
    ? quote(String(expires))
    : JSON.stringify(expires);
}

/**
 * Seconds since the epoch, as PVE's `expire` takes it; 0 = never.
 * @param since when the secret was issued, from which a term counts
 * @throws RangeError for what {@link tokenExpiryFault} refuses as no time
 */
export function parseExpiry(expires: Expires | undefined, since: number = now()): number {
  const term = termOf(expires);
  const seconds = term === undefined ? secondsOf(expires) : since + term;
  if (seconds === undefined) throw new RangeError(`${String(expires)} is no time`);
  return seconds;
}

function secondsOf(expires: unknown): number | undefined {
  if (expires === undefined || expires === "never") return NEVER;
  if (typeof expires === "number") return Number.isSafeInteger(expires) && expires >= 0 ? expires : undefined;
  if (typeof expires !== "string") return undefined;
  // A trigger holds text only.
  if (/^\d{1,15}$/.test(expires)) return Number(expires);
  const day = ISO.exec(expires)?.[1];
  // JavaScript reads the 30th of February as the 2nd of March.
  if (day === undefined || !isCalendarDay(day)) return undefined;
  const milliseconds = Date.parse(expires);
  return Number.isNaN(milliseconds) ? undefined : Math.floor(milliseconds / 1000);
}

function isCalendarDay(day: string): boolean {
  const parsed = Date.parse(`${day}T00:00:00Z`);
  return !Number.isNaN(parsed) && new Date(parsed).toISOString().startsWith(day);
}
