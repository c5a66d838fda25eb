import { randomBytes } from "node:crypto";
import {
  chmodSync,
  closeSync,
  constants,
  fchmodSync,
  fstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { type FileHandle, mkdir, open, readdir, rename, unlink } from "node:fs/promises";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import { PlaceError, asIs, isOpenToOthers, lookAt, refuseLinks, refuseObstacles } from "./places";

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
 * @throws PlaceError if something else than a file is there, or a symbolic link is on the way
 */
export async function openPrivateFile(path: string): Promise<PendingFile> {
  refuseObstacles(path);
  await makePrivateFolder(dirname(path));
  return openBesideOthers(path);
}

/**
 * The same in a folder that is there, and stays open to whom it is open: for what is private and no secret.
 * @throws PlaceError as {@link openPrivateFile} does
 */
export async function openBesideOthers(path: string): Promise<PendingFile> {
  const target = resolve(path);
  refuseObstacles(path);
  await removeStale(target);
  const temporary = temporaryName(target);
  temporaryFiles.add(temporary);
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | asIs();
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
  const file = openSync(target, constants.O_RDWR | constants.O_CREAT | asIs(), PRIVATE_FILE);
  try {
    if ((fstatSync(file).mode & 0o777) !== PRIVATE_FILE) fchmodSync(file, PRIVATE_FILE);
  } finally {
    closeSync(file);
  }
}

/** Replaces a file by a copy that only its owner reads: who has it open, or under another name, does not see what comes later. */
export function replaceByPrivateCopy(path: string): void {
  const target = resolve(path);
  const temporary = temporaryName(target);
  try {
    writeFileSync(temporary, readFileSync(target), { mode: PRIVATE_FILE, flag: "wx", flush: true });
    renameSync(temporary, target);
  } finally {
    rmSync(temporary, { force: true });
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
 * Makes a folder that only its owner can enter, or takes it from others.
 * @throws PlaceError if another user has made it and left it open, or if a symbolic link is on the way
 */
export async function preparePrivateFolder(folder: string): Promise<void> {
  refuseLinks(folder);
  await makePrivateFolder(folder);
  refuseLinks(folder);
}

/** What is there above the working directory is the user's, and stays as it is. */
async function makePrivateFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: PRIVATE_FOLDER });
  const names = relative(process.cwd(), resolve(folder)).split(sep);
  if (names[0] === "" || names[0] === "..") return;
  for (const [index] of names.entries()) takeFromOthers(join(...names.slice(0, index + 1)));
}

function takeFromOthers(folder: string): void {
  const found = lookAt(folder);
  if (found === undefined || !isOpenToOthers(found)) return;
  if (found.uid !== process.getuid?.()) {
    throw new PlaceError(
      `${resolve(folder)} is open to others and belongs to another user: secrets are not kept there. Remove it.`,
    );
  }
  chmodSync(folder, PRIVATE_FOLDER);
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

/** A name beside a file for what is to take its place; what a killed process has left there is known by it. */
export function temporaryName(target: string): string {
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
