/** The provisioners of one project that are running now, found in `/proc`. */
import { readFileSync, readdirSync, readlinkSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";

/** Kills them, and returns when they are gone. */
export async function killProvisioners(folder: string): Promise<void> {
  signal(folder, "SIGKILL");
  await noProvisioner(folder);
}

/** Has them do nothing more until they are killed. */
export function stopProvisioners(folder: string): void {
  signal(folder, "SIGSTOP");
}

/** Waits until none is left: who kills Terraform leaves its provisioners alive, and they end by themselves. */
export async function noProvisioner(folder: string): Promise<void> {
  while (provisioners(folder).length > 0) await pause(20);
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
    const command = readFileSync(`/proc/${pid}/cmdline`, "utf8");
    return command.includes("provisioner.cjs") && readlinkSync(`/proc/${pid}/cwd`) === folder;
  } catch {
    return false;
  }
}
