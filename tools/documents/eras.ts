/** The releases of PVE, and since or until when something is so. */
import { type PveRelease, isAtLeast } from "../../pve/privileges";

/** The first and the last release of each major version that the tables know. */
export const MAJORS: readonly { readonly first: PveRelease; readonly last: PveRelease }[] = [
  { first: { major: 7, minor: 0 }, last: { major: 7, minor: 4 } },
  { first: { major: 8, minor: 0 }, last: { major: 8, minor: 4 } },
  { first: { major: 9, minor: 0 }, last: { major: 9, minor: 2 } },
];

function releasesOf({ first, last }: (typeof MAJORS)[number]): readonly PveRelease[] {
  const { major } = first;
  return Array.from({ length: last.minor - first.minor + 1 }, (_, index) => ({
    major,
    minor: first.minor + index,
  }));
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
