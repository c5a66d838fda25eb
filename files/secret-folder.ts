import { constants } from "node:fs";
import { type FileHandle, open, rm } from "node:fs/promises";
import { noFollow, refuseLink, refuseLinks } from "./links";

/** No secret is longer; a longer file is none of ours. */
const MAX_BYTES = 4096;

/**
 * The content of a file in a folder of our own, without the blanks around it; undefined if there is none.
 *
 * @throws LinkError if the file, or a folder of its path below the working directory, is a symbolic link
 */
export async function readSecretFile(path: string): Promise<string | undefined> {
  await refuseLinks(path);
  const handle = await open(path, constants.O_RDONLY | noFollow()).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  });
  try {
    return handle && (await firstBytes(handle)).trim();
  } finally {
    await handle?.close();
  }
}

/** Removes the folder and all that is in it; a folder that is not there is no error, and a link is refused. */
export async function removeFolder(folder: string): Promise<void> {
  await refuseLinks(folder);
  await refuseLink(folder);
  await rm(folder, { recursive: true, force: true });
}

async function firstBytes(handle: FileHandle): Promise<string> {
  const { bytesRead, buffer } = await handle.read(Buffer.alloc(MAX_BYTES), 0, MAX_BYTES, 0);
  return buffer.toString("utf8", 0, bytesRead);
}
