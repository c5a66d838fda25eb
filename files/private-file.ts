import { randomBytes } from "node:crypto";
import { closeSync, constants, fchmodSync, fstatSync, mkdirSync, openSync, unlinkSync } from "node:fs";
import { type FileHandle, mkdir, open, readdir, rename, unlink } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { noFollow, refuseLink, refuseLinks } from "./links";

const PRIVATE_FILE = 0o600;
const PRIVATE_FOLDER = 0o700;

/** The temporary files of this process, for {@link removeTemporaryFiles}. */
const temporaryFiles = new Set<string>();

/** A file that will appear under its name at once and whole, or not at all. */
export interface PendingFile {
  /** Puts the text there, on disk; it may be called once. */
  commit(text: string): Promise<void>;
  /** Leaves what was there before. After `commit` it does nothing. */
  discard(): Promise<void>;
}

/**
 * Prepares to write a file that only its owner can read (0600 from the start, missing folders 0700), so that whatever
 * could fail on disk fails before there is a secret to write.
 * @throws LinkError if the file, or a folder of its path below the working directory, is a symbolic link
 */
export async function openPrivateFile(path: string): Promise<PendingFile> {
  const target = resolve(path);
  await preparePrivateFolder(dirname(target));
  await refuseLink(target);
  await removeStale(target);
  const temporary = temporaryName(target);
  temporaryFiles.add(temporary);
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | noFollow();
  const handle = await open(temporary, flags, PRIVATE_FILE);
  let isOpen = true;
  const discard = async () => {
    if (!isOpen) return;
    isOpen = false;
    temporaryFiles.delete(temporary);
    await handle.close().catch(() => undefined);
    await unlink(temporary).catch(() => undefined);
  };
  const commit = async (text: string) => {
    await writeOut(handle, text);
    await rename(temporary, target);
    isOpen = false;
    temporaryFiles.delete(temporary);
    await syncFolder(dirname(target));
  };
  return { commit, discard };
}

/** Writes a file as {@link openPrivateFile} does, in one go. */
export async function writePrivateFile(path: string, text: string): Promise<void> {
  const file = await openPrivateFile(path);
  try {
    await file.commit(text);
  } finally {
    await file.discard();
  }
}

/** Makes a file 0600: creates it empty if it is missing, and leaves its content alone if it is there. */
export function ensurePrivate(path: string): void {
  const target = resolve(path);
  mkdirSync(dirname(target), { recursive: true });
  const file = openSync(target, constants.O_RDWR | constants.O_CREAT | noFollow(), PRIVATE_FILE);
  try {
    if ((fstatSync(file).mode & 0o777) !== PRIVATE_FILE) fchmodSync(file, PRIVATE_FILE);
  } finally {
    closeSync(file);
  }
}

/** Removes what this process has not finished writing; for a signal handler, hence synchronous. */
export function removeTemporaryFiles(): void {
  for (const file of temporaryFiles) {
    try {
      unlinkSync(file);
    } catch {
      // It is gone, and that is all that is wanted.
    }
  }
  temporaryFiles.clear();
}

/**
 * Makes a folder that only its owner can enter, if it is not there.
 * @throws LinkError if it, or a folder of its path below the working directory, is a symbolic link
 */
export async function preparePrivateFolder(folder: string): Promise<void> {
  await refuseLinks(folder);
  await mkdir(folder, { recursive: true, mode: PRIVATE_FOLDER });
  await refuseLinks(folder);
}

async function writeOut(handle: FileHandle, text: string): Promise<void> {
  try {
    await handle.writeFile(text, "utf8");
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** A rename survives a power cut only when its folder is on disk too; not every system can sync a folder. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r").catch(() => undefined);
  await handle?.sync().catch(() => undefined);
  await handle?.close();
}

function temporaryName(target: string): string {
  const name = `.${basename(target)}.${String(process.pid)}.${randomBytes(6).toString("hex")}.tmp`;
  return join(dirname(target), name);
}

/** Removes what processes left behind that were killed while they wrote this file. */
async function removeStale(target: string): Promise<void> {
  const start = `.${basename(target)}.`;
  for (const name of await readdir(dirname(target))) {
    const [pid] = /^(\d+)\.[0-9a-f]+\.tmp$/.exec(name.slice(start.length))?.slice(1) ?? [];
    if (!name.startsWith(start) || pid === undefined || isAlive(Number(pid))) continue;
    await unlink(join(dirname(target), name)).catch(() => undefined);
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
