import { type Stats, chmodSync, existsSync, mkdirSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { isOpenToOthers, kindOf, lookAt, ownerFault } from "./places";
import { ensurePrivate, replaceByPrivateCopy } from "./private-file";

/** Why the state in this file cannot be kept from others, and what to do; undefined if nothing is known against it. */
export function stateFileFault(path: string): string | undefined {
  return faultOf(path, kindFault);
}

/** The same for a folder of states that the user has named: it may hold more than these, so it is not changed. */
export function stateFolderFault(path: string): string | undefined {
  return faultOf(path, openFault);
}

/**
 * Sees to it that nobody else can read what Terraform will write into this file: creates it empty and 0600 if it is missing. One
 * that others could have opened is replaced by a private copy, unless a run of Terraform has it locked.
 * @param path absolute
 * @throws Error that is written for the user
 */
export function makeStatePrivate(path: string): void {
  const fault = stateFileFault(path);
  if (fault !== undefined) throw new Error(fault);
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const found = statSync(path, { throwIfNoEntry: false });
  if (found && isOpenToOthers(found) && !isLocked(path)) replaceByPrivateCopy(path);
  ensurePrivate(path);
  refuseOpen(path);
}

/**
 * Makes a folder that only its owner can enter (0700), and makes it so if it is there.
 * @param path absolute
 * @throws Error that is written for the user
 */
export function makeFolderPrivate(path: string): void {
  mkdirSync(path, { recursive: true, mode: 0o700 });
  const found = statSync(path);
  const fault = ownerFault(path, found);
  if (fault !== undefined) throw new Error(fault);
  if (isOpenToOthers(found)) chmodSync(path, 0o700);
  refuseOpen(path);
}

const ELSEWHERE = "Name another path in the backend, or use a remote backend.";

function faultOf(
  path: string,
  fault: (path: string, found: Stats) => string | undefined,
): string | undefined {
  try {
    const found = lookAt(path);
    return found && (fault(path, found) ?? ownerFault(path, found));
  } catch (error) {
    return `${path} cannot be looked at: ${(error as NodeJS.ErrnoException).message}. ${ELSEWHERE}`;
  }
}

function kindFault(path: string, found: Stats): string | undefined {
  if (found.isFile()) return undefined;
  if (!found.isSymbolicLink()) return `${path} is ${kindOf(found)}, and a file belongs there. ${ELSEWHERE}`;
  return (
    `${path} is a symbolic link, and secrets are not kept behind links. ` +
    "Remove it, or name the file that it leads to in the backend."
  );
}

function openFault(path: string, found: Stats): string | undefined {
  if (!found.isDirectory()) return `${path} is no folder. ${ELSEWHERE}`;
  if (!isOpenToOthers(found)) return undefined;
  return `${path} can be entered by others. Give \`workspace_dir\` a folder of its own, or: chmod 700 '${path}'.`;
}

function refuseOpen(path: string): void {
  if (!isOpenToOthers(statSync(path))) return;
  throw new Error(
    `${path} can be read by others, and its file system does not let that be changed. ` +
      "Keep it on a file system with permissions, since secrets will be in it.",
  );
}

/** Whether Terraform has the file open, so that it would go on writing into the one that was replaced. */
function isLocked(path: string): boolean {
  return existsSync(join(dirname(path), `.${basename(path)}.lock.info`));
}
