/** The provisioners of one project that are running now, found in `/proc`. */
import { readFileSync, readdirSync, readlinkSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";

/** Kills them, and returns when they are gone. */
export async function killProvisioners(folder: string): Promise<void> {
  signal(folder, "SIGKILL");
  await gone(folder);
}

/** Has them do nothing more until they are killed. */
export function stopProvisioners(folder: string): void {
  signal(folder, "SIGSTOP");
}

/**
 * Waits until none is left, and until the simulator has done what the last one has sent: who kills Terraform leaves its
 * provisioners alive, and they end by themselves.
 */
export async function noProvisioner(folder: string): Promise<void> {
  await gone(folder);
  await pause(LAST_REQUEST_MS);
}

async function gone(folder: string): Promise<void> {
  while (provisioners(folder).length > 0) await pause(POLL_MS);
}

const POLL_MS = 20;

/** The simulator is in this process, so it reads its sockets whenever this one waits; longer than a poll, behind which the killed call is done. */
const LAST_REQUEST_MS = 50;

/** What they are at, such as `reconcile`. */
export function commands(folder: string): string[] {
  return provisioners(folder)
    .map((pid) => commandLine(String(pid)).split("\0").filter(Boolean).at(-1) ?? "")
    .sort();
}

function signal(folder: string, name: NodeJS.Signals): void {
  for (const pid of provisioners(folder)) process.kill(pid, name);
}

function provisioners(folder: string): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name) && isProvisioner(name, folder))
    .map(Number);
}

function isProvisioner(pid: string, folder: string): boolean {
  try {
    return commandLine(pid).includes("provisioner.cjs") && readlinkSync(`/proc/${pid}/cwd`) === folder;
  } catch {
    return false;
  }
}

/** Empty when the process is gone. */
function commandLine(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8");
  } catch {
    return "";
  }
}
