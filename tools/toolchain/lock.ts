/** Keeps two processes from building the same thing at the same time. */
import { rmSync } from "node:fs";
import { mkdir, readdir, rm, stat, utimes } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { TOOLCHAIN } from "./paths";

const LOCK = path.join(TOOLCHAIN, "lock");

/** Begins the name of every temporary folder that is made in the toolchain's, under the lock. */
export const TEMPORARY = path.join(TOOLCHAIN, "unfinished-");

/** Milliseconds between two signs of life of the owner, and without one after which it counts as dead. */
const SIGN_OF_LIFE = 2_000;
const DEAD = 30_000;

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
  const signs = setInterval(() => void touch(), SIGN_OF_LIFE);
  process.once("exit", release); // for a process that is interrupted at its work
  try {
    await removeUnfinished();
    return await work();
  } finally {
    clearInterval(signs);
    process.removeListener("exit", release);
    release();
  }
}

function release(): void {
  rmSync(LOCK, { recursive: true, force: true });
}

async function acquire(): Promise<boolean> {
  try {
    await mkdir(LOCK);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") {
      throw error;
    }
  }
  const found = await stat(LOCK).catch(() => undefined);
  if (found !== undefined && Date.now() - found.mtimeMs > DEAD) {
    await rm(LOCK, { recursive: true, force: true });
  }
  return false;
}

async function touch(): Promise<void> {
  const now = new Date();
  await utimes(LOCK, now, now).catch(() => undefined); // the lock was just given back
}

/** What a process left that was killed at its work. */
async function removeUnfinished(): Promise<void> {
  const left = (await readdir(TOOLCHAIN)).filter((name) => name.startsWith(path.basename(TEMPORARY)));
  await Promise.all(left.map((name) => rm(path.join(TOOLCHAIN, name), { recursive: true, force: true })));
}
