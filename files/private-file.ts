import { randomBytes } from "node:crypto";
import {
  chmodSync,
  closeSync,
  constants,
  fchmodSync,
  fstatSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import { PlaceError, asIs, isOpenToOthers, lookAt, refuseLinks, refuseObstacles } from "./places";

const PRIVATE_FILE = 0o600;
const PRIVATE_FOLDER = 0o700;

/** The temporary files of this process, for {@link removeTemporaryFiles}. */
const temporaryFiles = new Set<string>();

/** A file that will appear under its name at once and whole, or not at all. */
export interface PendingFile {
  /** Puts the text there, on disk; it may be called once. */
  commit(text: string): void;
  /** Leaves what was there before. After `commit` it does nothing. */
  discard(): void;
}

/**
 * Prepares to write a file that only its owner can read (0600 from the start, missing folders 0700), so that whatever
 * could fail on disk fails before there is a secret to write.
 * @throws PlaceError if something else than a file is there, or a symbolic link is on the way
 */
export function openPrivateFile(path: string): PendingFile {
  refuseObstacles(path);
  makePrivateFolder(dirname(path));
  return openBesideOthers(path);
}

/**
 * The same in a folder that is there, and stays open to whom it is open: for what is private and no secret.
 * @throws PlaceError as {@link openPrivateFile} does
 */
export function openBesideOthers(path: string): PendingFile {
  const target = resolve(path);
  refuseObstacles(path);
  removeStale(target);
  const temporary = temporaryName(target);
  temporaryFiles.add(temporary);
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | asIs();
  const file = openSync(temporary, flags, PRIVATE_FILE);
  let isOpen = true;
  let isPending = true;
  const close = () => {
    if (!isOpen) return;
    isOpen = false;
    closeSync(file);
  };
  const commit = (text: string) => {
    writeFileSync(file, text);
    fsyncSync(file);
    close();
    renameSync(temporary, target);
    isPending = false;
    temporaryFiles.delete(temporary);
    syncFolder(dirname(target));
  };
  const discard = () => {
    if (!isPending) return;
    isPending = false;
    temporaryFiles.delete(temporary);
    close();
    removeIfPossible(temporary);
  };
  return { commit, discard };
}

/** Writes a file as {@link openPrivateFile} does, in one go. */
export function writePrivateFile(path: string, text: string): void {
  const file = openPrivateFile(path);
  try {
    file.commit(text);
  } finally {
    file.discard();
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

/** Removes what this process has not finished writing. */
export function removeTemporaryFiles(): void {
  temporaryFiles.forEach(removeIfPossible);
  temporaryFiles.clear();
}

/**
 * Makes a folder that only its owner can enter, or takes it from others.
 * @throws PlaceError if another user has made it and left it open, or if a symbolic link is on the way
 */
export function preparePrivateFolder(folder: string): void {
  refuseLinks(folder);
  makePrivateFolder(folder);
  refuseLinks(folder);
}

/** What is there above the working directory is the user's, and stays as it is. */
function makePrivateFolder(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: PRIVATE_FOLDER });
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

/** A rename survives a power cut only when its folder is on disk too; not every system can sync a folder. */
function syncFolder(folder: string): void {
  try {
    const opened = openSync(folder, "r");
    try {
      fsyncSync(opened);
    } finally {
      closeSync(opened);
    }
  } catch {
    // The file itself is on disk.
  }
}

/** A name beside a file for what is to take its place; what a killed process has left there is known by it. */
export function temporaryName(target: string): string {
  const name = `.${basename(target)}.${String(process.pid)}.${randomBytes(6).toString("hex")}.tmp`;
  return join(dirname(target), name);
}

function removeIfPossible(file: string): void {
  try {
    unlinkSync(file);
  } catch {
    // It is gone, or it is not ours to remove.
  }
}

/** Removes what processes left behind that were killed while they wrote this file. */
function removeStale(target: string): void {
  const start = `.${basename(target)}.`;
  for (const name of readdirSync(dirname(target))) {
    const [pid] = /^(\d+)\.[0-9a-f]+\.tmp$/.exec(name.slice(start.length))?.slice(1) ?? [];
    if (!name.startsWith(start) || pid === undefined || isAlive(Number(pid))) continue;
    removeIfPossible(join(dirname(target), name));
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
