import { type FileHandle, rm } from "node:fs/promises";
import { refuseLinks } from "./places";
import { openIfThere } from "./read";

/** No secret is longer; a longer file is none of ours. */
const MAX_BYTES = 4096;

/**
 * The content of a file in a folder of our own, without the blanks around it; undefined if there is none.
 *
 * @throws PlaceError if something else than a file is there, or a symbolic link is on the way
 */
export async function readSecretFile(path: string): Promise<string | undefined> {
  const handle = await openIfThere(path);
  try {
    return handle && (await firstBytes(handle)).trim();
  } finally {
    await handle?.close();
  }
}

/** Removes the folder and all that is in it; a folder that is not there is no error, and a link is refused. */
export async function removeFolder(folder: string): Promise<void> {
  refuseLinks(folder);
  await rm(folder, { recursive: true, force: true });
}

async function firstBytes(handle: FileHandle): Promise<string> {
  const { bytesRead, buffer } = await handle.read(Buffer.alloc(MAX_BYTES), 0, MAX_BYTES, 0);
  return buffer.toString("utf8", 0, bytesRead);
}
