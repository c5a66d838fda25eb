import { constants } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { noFollow } from "./links";

/** A file with the tokens of thousands of clusters is smaller. */
const MAX_BYTES = 16 * 1024 * 1024;

/** What a file holds, or why it was not read, as the rest of a sentence about it. */
export type OwnFile = { readonly text: string } | { readonly unread: string };

/**
 * Reads a file that is known as ours by its first line. Nothing else is read: no link is followed, and no pipe or device waited for.
 * @param header the first line
 */
export async function readOwnFile(path: string, header: string): Promise<OwnFile> {
  // A pipe without a writer would block.
  const nonBlocking = (constants as Partial<typeof constants>).O_NONBLOCK ?? 0;
  let file: FileHandle;
  try {
    file = await open(path, constants.O_RDONLY | noFollow() | nonBlocking);
  } catch (error) {
    return { unread: REASONS[(error as NodeJS.ErrnoException).code ?? ""] ?? "cannot be read" };
  }
  try {
    const found = await file.stat();
    if (!found.isFile() || found.size > MAX_BYTES) return { unread: FOREIGN };
    const text = await file.readFile("utf8");
    return text.startsWith(header) ? { text } : { unread: FOREIGN };
  } finally {
    await file.close();
  }
}

const FOREIGN = "was not written by cdktf-proxmox-access";

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: "is not there",
  ENOTDIR: "is not there",
  ELOOP: "is a symbolic link",
  EACCES: "may not be read by this user",
};
