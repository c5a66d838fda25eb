import { constants } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { asIs, refuseObstacles } from "./places";

/**
 * The text of a file; undefined if there is none.
 * @throws PlaceError if something else than a file is there, or a symbolic link is on the way
 */
export async function readIfThere(path: string): Promise<string | undefined> {
  const handle = await openIfThere(path);
  try {
    return await handle?.readFile("utf8");
  } finally {
    await handle?.close();
  }
}

/** Opens a file to read it, as {@link readIfThere} does. */
export async function openIfThere(path: string): Promise<FileHandle | undefined> {
  refuseObstacles(path);
  return open(path, constants.O_RDONLY | asIs()).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  });
}
