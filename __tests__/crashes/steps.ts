/** Runs in which each provisioner tells of the files that it changes (step-hook.cjs). */
import { mkdir, readdir, rm } from "node:fs/promises";
import path from "node:path";
import type { Run } from "./accidents";
import { noProvisioner } from "./provisioners";

/** Who is killed at which step. */
export interface StepAccident {
  readonly victim: "provisioner" | "terraform" | "machine";
  readonly step: number;
}

/** Runs Terraform and counts the steps of its provisioners, up to the accident. @returns how many there were */
export async function countSteps({ lab, start }: Run, accident?: StepAccident): Promise<number> {
  const folder = path.join(lab.project.folder, "steps");
  await mkdir(folder);
  const running = start({
    NODE_OPTIONS: `${process.env["NODE_OPTIONS"] ?? ""} --require ${JSON.stringify(HOOK)}`,
    CRASH_FOLDER: folder,
    ...(accident && { CRASH_STEP: String(accident.step), CRASH_VICTIM: accident.victim }),
  });
  await running.finished;
  await noProvisioner(lab.project.stackFolder);
  const steps = await readdir(folder);
  await rm(folder, { recursive: true });
  return steps.length;
}

const HOOK = path.join(__dirname, "step-hook.cjs");
