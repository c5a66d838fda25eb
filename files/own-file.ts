import { closeSync, constants, fstatSync, openSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { PlaceError, asIs, isPrivate, ownerFault, refuseLinks, refuseObstacles } from "./places";
import { replaceByPrivateCopy } from "./private-file";
import { beginningOf } from "./read";

/** The first line of every file that is written for others; a file that begins otherwise is never overwritten, nor read. */
export const HEADER = "# Managed by cdktf-proxmox-access: edit its configuration, not this file.";

/** A file with the tokens of thousands of clusters is smaller. */
const MAX_BYTES = 16 * 1024 * 1024;

/** Whether nothing is lost with a text: it begins with our header, or was cut short within it, or is short and blank. */
export function isOurs(text: string, header: string = HEADER): boolean {
  return text.startsWith(header) || header.startsWith(text.length > header.length ? text : text.trimEnd());
}

/** What is said of a file that is not ours. @param path as the user names it */
export function foreignFile(path: string): string {
  return `${path} exists and was not written by cdktf-proxmox-access. Move it away, or have the file written elsewhere.`;
}

/**
 * Makes the place of such a file ready, before anything is written there: what was readable for others, or has another name
 * too, is replaced by a private copy.
 *
 * @param start where a relative path begins
 * @param name how the user names the path
 * @param header how such a file begins
 * @throws PlaceError for a file that is not ours or another user's, for something else than a file, and for a symbolic link on the way
 */
export function prepareOwnFile(
  path: string,
  start: string = process.cwd(),
  name: string = path,
  header: string = HEADER,
): void {
  const found = refuseObstacles(path, start);
  if (found === undefined) return;
  const place = resolve(start, path);
  if (!isOurs(beginningAt(place, header.length + 1), header)) throw new PlaceError(foreignFile(name));
  const fault = ownerFault(place, found);
  if (fault !== undefined) throw new PlaceError(fault);
  if (!isPrivate(found)) replaceByPrivateCopy(place);
}

/** What a file holds, or why it was not read, as the rest of a sentence about it. */
export type OwnFile = { readonly text: string } | { readonly unread: string };

/** Reads a file of ours. Nothing else is read: no link of the project is followed, and no pipe or device waited for. */
export function readOwnFile(path: string): OwnFile {
  let file: number;
  try {
    refuseLinks(path);
    file = openSync(path, constants.O_RDONLY | asIs());
  } catch (error) {
    if (error instanceof PlaceError) return { unread: LINKED };
    return { unread: REASONS[(error as NodeJS.ErrnoException).code ?? ""] ?? "cannot be read" };
  }
  try {
    const found = fstatSync(file);
    if (!found.isFile() || found.size > MAX_BYTES) return { unread: FOREIGN };
    const text = readFileSync(file, "utf8");
    return text.startsWith(HEADER) ? { text } : { unread: FOREIGN };
  } finally {
    closeSync(file);
  }
}

const FOREIGN = "was not written by cdktf-proxmox-access";
const LINKED = "is a symbolic link, or behind one";

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: "is not there",
  ENOTDIR: "is not there",
  ELOOP: LINKED,
  EACCES: "may not be read by this user",
};

/** @param length more than the header's, so that it is seen when what is blank at first goes on */
function beginningAt(place: string, length: number): string {
  const file = openSync(place, constants.O_RDONLY | asIs());
  try {
    return beginningOf(file, length);
  } finally {
    closeSync(file);
  }
}
