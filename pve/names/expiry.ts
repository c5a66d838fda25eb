import { quote } from "./words";

const NEVER = 0;
const ISO = /^(\d{4}-\d{2}-\d{2})(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2}))?$/;
/** The end of the year 9999, in seconds since the epoch: what is later was meant as milliseconds. */
const LATEST = 253_402_300_799;

/** When a user or a token expires: an ISO date (00:00 UTC of that day) or date-time, seconds since the epoch, or `never`. */
export type Expires = string | number;

/** What is wrong with an `expires`, or undefined. A time in the past is none: what has expired may stay described. */
export function expiryFault(expires: Expires | undefined): string | undefined {
  const isTime = expires === undefined || ["string", "number"].includes(typeof expires);
  const seconds = isTime ? secondsOf(expires) : undefined;
  if (seconds === undefined) {
    const shown = typeof expires === "string" ? quote(expires) : JSON.stringify(expires);
    return `${shown} is no time: write 2030-12-31, 2030-12-31T18:00:00Z, seconds since the epoch, or never`;
  }
  if (seconds <= LATEST) return undefined;
  return `${String(expires)} is beyond the year 9999; give seconds since the epoch, not milliseconds`;
}

/**
 * Whether it has expired, so that PVE refuses what it is set on.
 * @param expire as PVE's `expire` takes it
 * @param now seconds since the epoch
 */
export function isPast(expire: number, now: number = Date.now() / 1000): boolean {
  return expire !== NEVER && expire <= now;
}

/** Seconds since the epoch, as PVE's `expire` takes it; 0 = never. @throws RangeError for what {@link expiryFault} refuses as no time */
export function parseExpiry(expires: Expires | undefined): number {
  const seconds = secondsOf(expires);
  if (seconds === undefined) throw new RangeError(`${String(expires)} is no time`);
  return seconds;
}

function secondsOf(expires: Expires | undefined): number | undefined {
  if (expires === undefined || expires === "never") return NEVER;
  if (typeof expires === "number") return Number.isSafeInteger(expires) && expires >= 0 ? expires : undefined;
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
