import { closeSync, constants, openSync, readFileSync, readSync } from "node:fs";
import { asIs, refuseObstacles } from "./places";

/**
 * The text of a file; undefined if there is none.
 * @throws PlaceError if something else than a file is there, or a symbolic link is on the way
 */
export function readIfThere(path: string): string | undefined {
  return readWith(path, (file) => readFileSync(file, "utf8"));
}

/** Opens a file as {@link readIfThere} does, and has `read` take from it what it needs. */
export function readWith<T>(path: string, read: (file: number) => T): T | undefined {
  refuseObstacles(path);
  const file = openIfThere(path);
  if (file === undefined) return undefined;
  try {
    return read(file);
  } finally {
    closeSync(file);
  }
}

/** The beginning of an opened file as text. @param length in bytes, at most */
export function beginningOf(file: number, length: number): string {
  const start = Buffer.alloc(length);
  return start.toString("utf8", 0, readSync(file, start, 0, length, 0));
}

function openIfThere(path: string): number | undefined {
  try {
    return openSync(path, constants.O_RDONLY | asIs());
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
