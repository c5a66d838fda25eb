import { isPast, nextRenewal, termOf } from "../names";
import { type Seen, type Settings, tokenIn } from "../objects";
import { enableUser } from "../pveum";
import { type ObjectSpec, type TokenSpec, type UserSpec, nameOf } from "../spec";
import type { Change } from "./plan";

/** Whom PVE lets in no longer, and whom it soon will not. Sentences without a full stop. */
export interface Lifetimes {
  readonly ended: readonly string[];
  readonly ending: readonly string[];
}

const DAY = 24 * 60 * 60;

/** Whoever looks once in two weeks is told in time. */
const SOON = 14 * DAY;

/** Of a short term, the last quarter is warned of. */
const LAST_PART = 4;

/**
 * Looks at the users and tokens that are described, as they will be after the changes. PVE refuses a token that has expired, and all
 * tokens of a user that has or that is disabled, though everything described may be just so.
 * @param now seconds since the epoch
 */
export function lifetimesOf(
  objects: readonly ObjectSpec[],
  seen: Seen,
  changes: readonly Change[],
  now: number = Date.now() / 1000,
): Lifetimes {
  const found = objects.flatMap((object) => {
    if (object.kind !== "user" && object.kind !== "token") return [];
    const settings = { ...settingsOf(object, seen), ...settingsIn(changes, object) };
    return [{ object, enable: settings["enable"], expire: Number(settings["expire"] ?? 0) }];
  });
  return {
    ended: [
      ...found
        .filter(
          ({ object, enable }) => enable === false && object.kind === "user" && object.enable === undefined,
        )
        .map(({ object }) => disabled(object as UserSpec)),
      ...found
        .filter(({ expire }) => isPast(expire, now))
        .map(
          ({ object, expire }) =>
            `${nameOf(object)} has expired (${iso(expire)}), so PVE refuses it. ${mend(object, expire)}`,
        ),
    ],
    ending: found
      .filter(({ object, expire }) => !isPast(expire, now) && isPast(expire, now + soon(object, expire)))
      .map(
        ({ object, expire }) =>
          `${nameOf(object)} expires in ${days(expire - now)} (${iso(expire)}). ${mend(object, expire)}`,
      ),
  };
}

/** How many seconds before its end it is warned of. */
function soon(object: UserSpec | TokenSpec, expire: number): number {
  if (lateRenewal(object, expire) !== undefined) return Infinity;
  const before = object.kind === "token" ? termOf(object.rotateBefore) : undefined;
  return before ?? Math.min(SOON, (termOf(object.expires) ?? Infinity) / LAST_PART);
}

/**
 * When the next renewal is due, if the token has expired by then. That is so where its secret is older than what renewals count from,
 * as when `rotateBefore` was added to it.
 */
function lateRenewal(object: UserSpec | TokenSpec, expire: number): number | undefined {
  const next = object.kind === "token" ? nextRenewal(object) : undefined;
  return next !== undefined && isPast(expire, next) ? next : undefined;
}

function mend(object: UserSpec | TokenSpec, expire: number): string {
  if (termOf(object.expires) === undefined) return "Describe a later `expires`, and deploy";
  const another = `Another \`token.rotation\` gives it ${String(object.expires)} anew`;
  const late = lateRenewal(object, expire);
  if (late !== undefined) return `Its next renewal is due at ${iso(late)} only. ${another}`;
  return object.kind === "token" && object.rotateBefore !== undefined
    ? `The next deploy renews it, as its plan shows. ${another} too`
    : another;
}

/** A user that is described as disabled is no surprise. */
function disabled({ userid }: UserSpec): string {
  return (
    `user ${userid} is disabled in PVE, which refuses its tokens too. Describe it with \`enable: true\` and deploy, or run on a ` +
    `node: ${enableUser(userid)}`
  );
}

function days(seconds: number): string {
  const whole = Math.floor(seconds / DAY);
  return whole === 0 ? "less than a day" : `${String(whole)} ${whole === 1 ? "day" : "days"}`;
}

function iso(expire: number): string {
  return new Date(expire * 1000).toISOString().replace(".000Z", "Z");
}

function settingsOf(object: UserSpec | TokenSpec, seen: Seen): Settings | undefined {
  return (object.kind === "user" ? seen.users.get(object.userid) : tokenIn(seen, object))?.settings;
}

/** What the object gets. */
function settingsIn(changes: readonly Change[], object: ObjectSpec): Settings {
  const change = changes.find((one) => one.object === object);
  return change !== undefined && "settings" in change ? change.settings : {};
}
