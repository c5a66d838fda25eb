import { quote } from "../names";

/** A release of PVE, as far as privileges depend on it: 9.1 is `{ major: 9, minor: 1 }`. */
export interface PveRelease {
  readonly major: number;
  readonly minor: number;
}

/** A release that the tables know. */
type KnownRelease = `7.${0 | 1 | 2 | 3 | 4}` | `8.${0 | 1 | 2 | 3 | 4}` | `9.${0 | 1 | 2}`;

/**
 * A release of PVE, such as `9.2`, perhaps with what follows in a node's version: `8.4.1`, `7.4-17`. A release of 9 that came later is
 * taken to have the privileges of 9.2. A text from elsewhere is given as one: `text as PveReleaseName`; synth checks it.
 */
export type PveReleaseName =
  | KnownRelease
  | `${KnownRelease}${"." | "-"}${number}`
  // Apart, so that editors still offer 9.0 to 9.2, which it includes.
  | (`9.${number}` & Record<never, never>);

/** The newest release of each major version that the tables know. */
const NEWEST: Readonly<Record<number, number>> = { 7: 4, 8: 4, 9: 2 };

/** The newest major version that the tables know; it may get further releases. */
const NEWEST_MAJOR = 9;

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

/**
 * What is wrong with a PVE version that privileges are resolved for at synth, as a sentence without a full stop. It has to name the
 * release, such as 8.4: of a major version alone the privileges are not known.
 * @param version text, or whatever else a program without types, or JSON, may give
 */
export function releaseFault(version: unknown): string | undefined {
  if (typeof version === "number") return `must be text; write ${quote(releaseNear(String(version)))}`;
  if (typeof version !== "string") return 'must be text, such as "9.2"';
  const release = parseRelease(version);
  if (release === undefined) return strangeRelease(version);
  const { major, minor } = release;
  const known = NEWEST[major];
  if (known === undefined)
    return `${quote(version)} is newer than PVE ${String(NEWEST_MAJOR)}, the newest that is known here; leave it out, and the node is asked`;
  if (!version.includes("."))
    return `${quote(version)} does not say which release, and they differ in privileges; write ${quote(releaseNear(version))}`;
  return major < NEWEST_MAJOR && minor > known
    ? `${quote(version)} was never released; the last one is ${String(major)}.${String(known)}`
    : undefined;
}

function strangeRelease(version: string): string {
  if (Number.parseInt(version, 10) < 7)
    return `${quote(version)} is older than PVE 7.0, the oldest that is known here`;
  const [found] = /(?<![\d.])[789]\.\d+/.exec(version) ?? [];
  const meant = found === undefined ? "; write it as 8.4 or 9.2" : `; did you mean ${found}?`;
  return `${quote(version)} is no version of PVE${meant}`;
}

/** The release that a number was most likely meant to be. */
function releaseNear(number: string): string {
  const newest = NEWEST[Number(number)];
  return newest === undefined ? number : `${number}.${String(newest)}`;
}
