/** Keeps two processes from building the same thing at the same time. */
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { TOOLCHAIN } from "./paths";

const LOCK = path.join(TOOLCHAIN, "lock");

/** Begins the name of every temporary folder that is made in the toolchain's, under the lock. */
export const TEMPORARY = path.join(TOOLCHAIN, "unfinished-");

/**
 * Runs `work` while no other process does. A lock whose owner has died is taken over, and what that one left
 * unfinished is removed. What is finished was moved to its place in one step.
 */
export async function withLock<T>(work: () => Promise<T>): Promise<T> {
  await mkdir(TOOLCHAIN, { recursive: true });
  for (let waiting = false; !(await acquire()); waiting = true) {
    if (!waiting) {
      process.stdout.write("Waiting for another process that is preparing the toolchain …\n");
    }
    await sleep(500);
  }
  try {
    await removeUnfinished();
    return await work();
  } finally {
    await rm(LOCK, { recursive: true, force: true });
  }
}

/** What a process left that was killed at its work. */
async function removeUnfinished(): Promise<void> {
  const left = (await readdir(TOOLCHAIN)).filter((name) => name.startsWith(path.basename(TEMPORARY)));
  await Promise.all(left.map((name) => rm(path.join(TOOLCHAIN, name), { recursive: true, force: true })));
}

async function acquire(): Promise<boolean> {
  // The owner is written before the lock appears: a lock without an owner could never be told from a dead one.
  const mine = `${LOCK}-${String(process.pid)}`;
  await mkdir(mine, { recursive: true });
  await writeFile(path.join(mine, "owner"), String(process.pid));
  try {
    await rename(mine, LOCK); // fails when LOCK is there, because it is not empty
    return true;
  } catch {
    await rm(mine, { recursive: true, force: true });
  }
  const owner = await readFile(path.join(LOCK, "owner"), "utf8").catch(() => undefined);
  if (owner !== undefined && !isAlive(Number(owner))) {
    await rm(LOCK, { recursive: true, force: true });
  }
  return false;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
