/** A release of PVE, as far as privileges depend on it: 9.1 is `{ major: 9, minor: 1 }`. */
export interface PveRelease {
  readonly major: number;
  readonly minor: number;
}

/** The newest release of each major version that the tables know. */
const NEWEST: Readonly<Record<number, number>> = { 7: 4, 8: 4, 9: 2 };

/** Whether a release is the given one or a later one. */
export function isAtLeast(release: PveRelease, since: PveRelease): boolean {
  return release.major > since.major || (release.major === since.major && release.minor >= since.minor);
}

/**
 * Reads `8.4`, `8.4.1`, `7.4-17`, or a major version alone, which stands for its newest release. Undefined for
 * anything else, and for releases before 7.0.
 */
export function parseRelease(text: string): PveRelease | undefined {
  const [, major, minor] = /^(\d{1,3})(?:\.(\d{1,3})(?:[.-]\d+)*)?$/.exec(text) ?? [];
  if (major === undefined || Number(major) < 7) return undefined;
  return { major: Number(major), minor: Number(minor ?? NEWEST[Number(major)] ?? 0) };
}
