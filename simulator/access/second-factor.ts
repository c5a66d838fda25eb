/** The second factors of a login: what is asked for, and whether an answer is right. */
import type { SecondFactors } from "../state/store";
import { totpStep } from "./totp";

const TOTP_LIMIT = 8;
const LIMIT = 100;
const LOCK_SECONDS = 3600;

/** What a client is asked for: `totp`, and the numbers of the recovery keys that are left. */
export interface Challenge {
  readonly totp?: true;
  readonly recovery?: readonly number[];
}

/** The challenge for these factors, or undefined when there are none. */
export function challengeOf(factors: SecondFactors | undefined): Challenge | undefined {
  if (factors === undefined) return undefined;
  const recovery = factors.recoveryKeys.flatMap((key, number) => (key === null ? [] : [number]));
  const totp = factors.totpSecret !== undefined;
  if (!totp && recovery.length === 0) return undefined;
  return { ...(totp ? { totp: true as const } : {}), ...(recovery.length > 0 ? { recovery } : {}) };
}

/** What lists of users say of the locks that hold now. */
export function locksOf(factors: SecondFactors | undefined, now: number): object {
  const { totpLocked, lockedUntil = 0 } = factors ?? {};
  return {
    ...(totpLocked === true ? { "totp-locked": 1 } : {}),
    ...(lockedUntil > now ? { "tfa-locked-until": lockedUntil } : {}),
  };
}

/**
 * Whether an answer (`totp:123456` or `recovery:<key>`) is right. Counts failures in `factors`: too many wrong codes
 * lock TOTP until a recovery key is used, too many failures lock the user for an hour.
 */
export function isRightAnswer(factors: SecondFactors, answer: string, now: number, locks: boolean): boolean {
  if (locks && (factors.lockedUntil ?? 0) > now) return false;
  const [, kind, value] = /^([^:]+):(.*)$/s.exec(answer) ?? [];
  const right =
    (kind === "totp" && takeCode(factors, value ?? "", now)) ||
    (kind === "recovery" && takeRecoveryKey(factors, value ?? ""));
  if (right) {
    factors.failures = 0;
    factors.totpFailures = 0;
    return true;
  }
  factors.failures += 1;
  if (kind === "totp") factors.totpFailures += 1;
  if (locks && factors.totpFailures >= TOTP_LIMIT) factors.totpLocked = true;
  if (locks && factors.failures >= LIMIT) factors.lockedUntil = now + LOCK_SECONDS;
  return false;
}

function takeCode(factors: SecondFactors, code: string, now: number): boolean {
  if (factors.totpSecret === undefined || factors.totpLocked === true) return false;
  const step = totpStep(factors.totpSecret, code, now);
  if (step === undefined || step <= (factors.lastStep ?? -1)) return false;
  factors.lastStep = step;
  return true;
}

function takeRecoveryKey(factors: SecondFactors, key: string): boolean {
  const number = factors.recoveryKeys.indexOf(key);
  if (number < 0) return false;
  factors.recoveryKeys[number] = null;
  delete factors.totpLocked;
  return true;
}
