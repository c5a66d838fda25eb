import { type Stats, constants, lstatSync } from "node:fs";
import { isAbsolute, relative, resolve, sep } from "node:path";

/** What is in the way where a file or folder of ours belongs; its message is written for the user. */
export class PlaceError extends Error {
  public override readonly name = "PlaceError";
}

/**
 * Refuses a symbolic link at every step that a relative path names, and for an absolute one at every step below `start`. What
 * lies above is the user's choice.
 *
 * @param start where a relative path begins
 * @throws PlaceError that names the link
 */
export function refuseLinks(path: string, start: string = process.cwd()): void {
  for (const step of stepsOf(path, start)) {
    if (lookAt(step)?.isSymbolicLink() !== true) continue;
    throw new PlaceError(`${step} is a symbolic link: secrets are not kept behind links. Remove the link.`);
  }
}

/**
 * Refuses what is no regular file where one belongs, before anything opens it: whoever opens a named pipe waits for its other end.
 *
 * @returns what is there; undefined if nothing is
 * @throws PlaceError that names what is in the way
 */
export function refuseObstacles(path: string, start: string = process.cwd()): Stats | undefined {
  refuseLinks(path, start);
  const place = resolve(start, path);
  const found = lookAt(place);
  if (found === undefined || found.isFile()) return found;
  throw new PlaceError(`${place} is ${kindOf(found)}, and a file belongs there. Move it away.`);
}

/** What is at a path itself, not behind it. */
export function lookAt(path: string): Stats | undefined {
  return lstatSync(path, { throwIfNoEntry: false });
}

/** Makes `open` fail on a link, and not wait for a pipe. Windows has neither flag; there, making links needs a privilege. */
export function asIs(): number {
  const { O_NOFOLLOW = 0, O_NONBLOCK = 0 } = constants as Partial<typeof constants>;
  return O_NOFOLLOW | O_NONBLOCK;
}

/** Whether others have any permission. Windows has other means than modes; a home folder there is private. */
export function isOpenToOthers({ mode }: Stats): boolean {
  return process.getuid !== undefined && (mode & 0o077) !== 0;
}

/** Whether nobody else can read what is written there, by this name or by another. Windows has no such names. */
export function isPrivate(found: Stats): boolean {
  return process.getuid === undefined || (!isOpenToOthers(found) && found.nlink === 1);
}

/** Why nothing is kept in what another user owns, and what to do; undefined for one's own. Windows has no such owners. */
export function ownerFault(path: string, { uid }: Stats): string | undefined {
  const own = process.geteuid?.() ?? uid;
  if (uid === own) return undefined;
  return (
    `${path} belongs to another user (uid ${String(uid)}), who could read what is written there, and change it. ` +
    `Run as that user, or take it over: chown -R ${String(own)} '${path}'.`
  );
}

function stepsOf(path: string, start: string): string[] {
  const [up = ""] = /^(?:\.\.[\\/])+/.exec(path) ?? [];
  const base = isAbsolute(path) ? start : resolve(start, up);
  const place = resolve(start, path);
  const names = relative(base, place).split(sep);
  if (names[0] === ".." || isAbsolute(names[0] ?? "")) return [place];
  return names.map((_, index) => resolve(base, ...names.slice(0, index + 1)));
}

/** What is no file and no link, in words. */
export function kindOf(found: Stats): string {
  if (found.isDirectory()) return "a folder";
  if (found.isFIFO()) return "a named pipe";
  return found.isSocket() ? "a socket" : "a device";
}
