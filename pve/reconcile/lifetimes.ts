import { DAY, isPast, isoTime, nextRenewal, termOf } from "../names";
import { type Seen, type Settings, settingsIn } from "../objects";
import { plural } from "../plural";
import { enableUser } from "../pveum";
import { type ObjectSpec, type TokenSpec, type UserSpec, nameOf } from "../spec";
import type { Change } from "./plan";

/** Whom PVE lets in no longer, and whom it soon will not. Sentences without a full stop. */
export interface Lifetimes {
  readonly ended: readonly string[];
  readonly ending: readonly string[];
}

/** Whoever looks once in two weeks is told in time. */
const SOON = 14 * DAY;

/** Of a short term, the last quarter is warned of. */
const LAST_PART = 4;

/** Somebody who may be let in no longer. */
interface Life {
  readonly name: string;
  /** Seconds since the epoch; 0 = never. */
  readonly expire: number;
  /** Seconds before the end in which it is told. */
  readonly soon: number;
  /** What to do about the end. */
  readonly mend: string;
  /** That it is disabled, if that is a surprise. */
  readonly disabled?: string | undefined;
}

/**
 * Looks at the users and tokens that are described, as they will be after the changes, and at users whom others keep and whose tokens
 * are described. PVE refuses a token that has expired, and all tokens of a user that has or that is disabled, though everything
 * described may be just so.
 * @param now seconds since the epoch
 */
export function lifetimesOf(
  objects: readonly ObjectSpec[],
  seen: Seen,
  changes: readonly Change[],
  now: number = Date.now() / 1000,
): Lifetimes {
  const lives = [
    ...objects.flatMap((object) =>
      object.kind === "user" || object.kind === "token" ? [lifeOf(object, seen, changes)] : [],
    ),
    ...livesOfOthers(objects, seen, changes),
  ];
  return {
    ended: [
      ...lives.flatMap(({ disabled }) => disabled ?? []),
      ...lives
        .filter(({ expire }) => isPast(expire, now))
        .map(
          ({ name, expire, mend }) => `${name} has expired (${isoTime(expire)}), so PVE refuses it. ${mend}`,
        ),
    ],
    ending: lives
      .filter(({ expire, soon }) => !isPast(expire, now) && isPast(expire, now + soon))
      .map(
        ({ name, expire, mend }) => `${name} expires in ${days(expire - now)} (${isoTime(expire)}). ${mend}`,
      ),
  };
}

function lifeOf(object: UserSpec | TokenSpec, seen: Seen, changes: readonly Change[]): Life {
  const { enable, ...settings } = { ...settingsIn(seen, object), ...settingsFrom(changes, object) };
  const expire = Number(settings["expire"] ?? 0);
  // A user that is described as disabled is no surprise.
  const isSurprise = object.kind === "user" && object.enable === undefined && enable === false;
  return {
    name: nameOf(object),
    expire,
    soon: soon(object, expire),
    mend: mend(object, expire),
    disabled: isSurprise
      ? `${disabled(object)}. Describe it with \`enable: true\` and deploy, or run on a node: ${enableUser(object.userid)}`
      : undefined,
  };
}

/** Users of described tokens whom others keep. One whose token is not made yet stands in the way of that already. */
function livesOfOthers(
  objects: readonly ObjectSpec[],
  seen: Seen,
  changes: readonly Change[],
): readonly Life[] {
  const described = new Set(objects.map(nameOf));
  const issued = new Set(
    changes.flatMap((change) => (change.do === "issue-token" ? [change.object.userid] : [])),
  );
  const userids = new Set(objects.flatMap((object) => (object.kind === "token" ? [object.userid] : [])));
  return [...userids].flatMap((userid) => {
    const user = { kind: "user", userid } as const;
    const settings = settingsIn(seen, user);
    if (settings === undefined || described.has(nameOf(user)) || issued.has(userid)) return [];
    const { enable, expire } = settings;
    return [
      {
        name: nameOf(user),
        expire: Number(expire ?? 0),
        soon: SOON,
        mend: OTHERS,
        disabled: enable === false ? `${disabled(user)}. ${OTHERS}` : undefined,
      },
    ];
  });
}

const OTHERS = "Whoever keeps that user has to mend it";

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
  if (late !== undefined) return `Its next renewal is due at ${isoTime(late)} only. ${another}`;
  return object.kind === "token" && object.rotateBefore !== undefined
    ? `The next deploy renews it, as its plan shows. ${another} too`
    : another;
}

function disabled(user: Pick<UserSpec, "kind" | "userid">): string {
  return `${nameOf(user)} is disabled in PVE, which refuses its tokens too`;
}

function days(seconds: number): string {
  const whole = Math.floor(seconds / DAY);
  return whole === 0 ? "less than a day" : plural(whole, "day");
}

/** What the object gets. */
function settingsFrom(changes: readonly Change[], object: ObjectSpec): Settings {
  const change = changes.find((one) => one.object === object);
  return change !== undefined && "settings" in change ? change.settings : {};
}
