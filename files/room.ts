import { type StatsFs, statfsSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { PlaceError, lookAt } from "./places";

const MEGABYTE = 2 ** 20;

/**
 * Refuses to begin where there is less room than will be needed. A file system that does not say how much it has is taken as it is.
 *
 * @param folders may be missing yet
 * @param bytes needed in each of them
 * @throws PlaceError that names the folder, and what is free there
 */
export function refuseWithoutRoom(folders: readonly string[], bytes: number): void {
  for (const folder of new Set(folders.map(existing))) {
    const free = freeIn(folder);
    if (free === undefined || free >= bytes) continue;
    throw new PlaceError(
      `${folder} has ${inMegabytes(free, Math.floor)} MB free, and a deploy may need ${inMegabytes(bytes, Math.ceil)} MB there: when the ` +
        "disk is full, Terraform prints the state, with its secrets, to the terminal. Make room and deploy again.",
    );
  }
}

/** The nearest folder that is there. */
function existing(folder: string): string {
  const place = resolve(folder);
  return lookAt(place) === undefined && dirname(place) !== place ? existing(dirname(place)) : place;
}

function freeIn(folder: string): number | undefined {
  try {
    return freeBytes(statfsSync(folder));
  } catch {
    return undefined;
  }
}

/** Some file systems, such as those over a network, have no blocks to count. Root may use what is reserved. */
function freeBytes({ bsize, blocks, bfree, bavail }: StatsFs): number | undefined {
  return blocks === 0 ? undefined : bsize * (process.getuid?.() === 0 ? bfree : bavail);
}

function inMegabytes(bytes: number, round: (value: number) => number): string {
  return String(round(bytes / MEGABYTE));
}
