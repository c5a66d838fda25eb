import { rmSync } from "node:fs";
import { refuseLinks } from "./places";
import { beginningOf, readWith } from "./read";

/** No secret is longer; a longer file is none of ours. */
const MAX_BYTES = 4096;

/**
 * The content of a file in a folder of our own, without the blanks around it; undefined if there is none.
 *
 * @throws PlaceError if something else than a file is there, or a symbolic link is on the way
 */
export function readSecretFile(path: string): string | undefined {
  return readWith(path, (file) => beginningOf(file, MAX_BYTES))?.trim();
}

/** Removes the folder and all that is in it; a folder that is not there is no error, and a link is refused. */
export function removeFolder(folder: string): void {
  refuseLinks(folder);
  rmSync(folder, { recursive: true, force: true });
}
