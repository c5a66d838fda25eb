import { constants } from "node:fs";
import { type FileHandle, lstat, open, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { noFollow, refuseLink, refuseLinks } from "./links";

/** No secret is longer; a longer file is none of ours. */
const MAX_BYTES = 4096;

/**
 * The content of the newest file in a folder of our own, without the blanks around it; undefined if the folder or
 * the file is not there. Unfinished files (`.…`) and links do not count.
 */
export async function readNewest(folder: string): Promise<string | undefined> {
  await refuseLinks(folder);
  const names = (await readdir(folder).catch(() => [])).filter((name) => !name.startsWith("."));
  const files = await Promise.all(names.map((name) => openFile(join(folder, name))));
  try {
    const found = files.filter((file) => file !== undefined);
    const newest = found.sort((one, other) => Number(other.time - one.time))[0];
    return newest && (await firstBytes(newest.handle)).trim();
  } finally {
    for (const file of files) await file?.handle.close();
  }
}

/** Removes the folder and all that is in it; a folder that is not there is no error, and a link is refused. */
export async function removeFolder(folder: string): Promise<void> {
  await refuseLinks(folder);
  await refuseLink(folder);
  await rm(folder, { recursive: true, force: true });
}

async function openFile(path: string): Promise<{ handle: FileHandle; time: bigint } | undefined> {
  const found = await lstat(path, { bigint: true }).catch(() => undefined);
  if (found?.isFile() !== true) return undefined;
  return { handle: await open(path, constants.O_RDONLY | noFollow()), time: found.mtimeNs };
}

async function firstBytes(handle: FileHandle): Promise<string> {
  const { bytesRead, buffer } = await handle.read(Buffer.alloc(MAX_BYTES), 0, MAX_BYTES, 0);
  return buffer.toString("utf8", 0, bytesRead);
}
