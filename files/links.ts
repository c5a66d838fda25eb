import { constants } from "node:fs";
import { lstat } from "node:fs/promises";
import { relative, resolve, sep } from "node:path";

/** A symbolic link where a secret is kept; its message is written for the user. */
export class LinkError extends Error {
  public override readonly name = "LinkError";
}

/** @throws LinkError if the path itself is a symbolic link */
export async function refuseLink(path: string): Promise<void> {
  const found = await lstat(path).catch(() => undefined);
  if (found?.isSymbolicLink() !== true) return;
  throw new LinkError(
    `${resolve(path)} is a symbolic link: secrets are not kept behind links. Remove the link.`,
  );
}

/**
 * Refuses a symbolic link anywhere in the path below the working directory; what lies above it is the user's choice.
 * @throws LinkError that names the link
 */
export async function refuseLinks(path: string): Promise<void> {
  const steps = relative(process.cwd(), resolve(path)).split(sep);
  if (steps[0] === "..") return;
  for (const [index] of steps.entries()) await refuseLink(resolve(...steps.slice(0, index + 1)));
}

/** The flag that makes `open` fail on a link. Windows has none; there, making links needs a privilege. */
export function noFollow(): number {
  return (constants as Partial<typeof constants>).O_NOFOLLOW ?? 0;
}
