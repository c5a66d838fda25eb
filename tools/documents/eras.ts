/** The stretches of releases within which no profile and no privilege changes. */
import { type PveRelease, TURNING_POINTS, isAtLeast } from "../../pve/privileges";

/** The first and the last release of each major version that the tables know. */
export const MAJORS: readonly { readonly first: PveRelease; readonly last: PveRelease }[] = [
  { first: { major: 7, minor: 0 }, last: { major: 7, minor: 4 } },
  { first: { major: 8, minor: 0 }, last: { major: 8, minor: 4 } },
  { first: { major: 9, minor: 0 }, last: { major: 9, minor: 2 } },
];

/** Releases to look at within a major version: its last one, and the ones where something changes. */
export function releasesOf({ first, last }: (typeof MAJORS)[number]): readonly PveRelease[] {
  const turns = TURNING_POINTS.filter((turn) => turn.major === first.major && turn.minor > 0);
  return [first, ...turns, last].filter(
    (release, index, all) => all.findIndex((other) => shown(other) === shown(release)) === index,
  );
}

/** `8.2` */
export function shown({ major, minor }: PveRelease): string {
  return `${String(major)}.${String(minor)}`;
}

/** When something is so within a major version, as a word behind it: ` (since 8.2)`, ` (until 8.1)` or nothing. */
export function when(major: (typeof MAJORS)[number], holds: (release: PveRelease) => boolean): string {
  const releases = releasesOf(major);
  if (releases.every(holds)) return "";
  const since = releases.find(holds);
  if (holds(major.last)) return ` (since ${since === undefined ? "" : shown(since)})`;
  const end = releases.find((release) => since !== undefined && isAtLeast(release, since) && !holds(release));
  return ` (until ${end === undefined ? "" : shown({ ...end, minor: end.minor - 1 })})`;
}
