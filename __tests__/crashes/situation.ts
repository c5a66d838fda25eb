/** All that the next run depends on: the project's files and PVE. It can be told from others, and brought back. */
import { createHash } from "node:crypto";
import { existsSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Lab } from "../support/lab";

/** Files by their paths in the project. */
type Files = ReadonlyMap<string, Buffer>;

/** The plan of the operation, in the project; it belongs to no situation. */
export const PLAN = "saved.plan";

/** Brings a situation back, as often as wanted. */
export type Situation = () => Promise<void>;

/** Remembers the situation as it is now, also in the middle of a run. */
export function remember(lab: Lab): Situation {
  const files = filesOf(lab.project.folder);
  const restorePve = lab.simulator.checkpoint();
  return async () => {
    restorePve();
    await restoreFiles(lab.project.folder, files);
  };
}

/**
 * Names a situation: two with the same name differ in nothing but random values and times. Which random values are
 * equal, such as a secret in PVE, in the state and in a file, is part of the name.
 */
export function nameOf(lab: Lab): string {
  const files = [...filesOf(lab.project.folder)].filter(([name]) => !isUnread(name));
  const text = JSON.stringify([
    files.map(([name, content]) => [name, isRead(name) ? content.toString() : ""]),
    lab.simulator.snapshot(),
  ]);
  return createHash("sha256").update(withoutChance(text)).digest("hex");
}

/** Files that must not be there when a deploy is through: whatever could hold a secret beside the state and the files for Terraform. */
export function secretFiles(lab: Lab): string[] {
  return [...filesOf(lab.project.folder).keys()].filter((name) =>
    /(^|\/)\.run\/(?!states\.txt$)|\.tmp$|errored\.tfstate$/.test(name),
  );
}

/** Texts of files of the project's own folder, by name. */
export function textsOf(lab: Lab, name: RegExp): ReadonlyMap<string, string> {
  const found = [...filesOf(lab.project.folder)].filter(([file]) => !file.includes("/") && name.test(file));
  return new Map(found.map(([file, content]) => [file, content.toString()]));
}

/** Removes files by their paths in the project. */
export function removeFiles(lab: Lab, name: RegExp): void {
  const { folder } = lab.project;
  for (const file of filesOf(folder).keys()) if (name.test(file)) rmSync(path.join(folder, file));
}

function filesOf(folder: string): Files {
  const names = (readdirSync(folder, { recursive: true }) as string[]).sort();
  const files = names
    .filter((name) => !isInstalled(name))
    .flatMap((name) => {
      const content = contentOf(path.join(folder, name));
      return content ? [[name, content] as const] : [];
    });
  return new Map(files);
}

/** Undefined for a folder, and for a file that is gone meanwhile. */
function contentOf(file: string): Buffer | undefined {
  try {
    let content = readFileSync(file);
    for (let left = READS; left > 0 && isHalfState(file, content); left -= 1) content = readFileSync(file);
    return content;
  } catch {
    return undefined;
  }
}

/** How often a state is read that Terraform is just writing: it is empty for a moment, and that is walked by itself. */
const READS = 1000;

function isHalfState(file: string, content: Buffer): boolean {
  if (!file.endsWith(".tfstate")) return false;
  try {
    JSON.parse(content.toString());
    return false;
  } catch {
    return true;
  }
}

async function restoreFiles(folder: string, files: Files): Promise<void> {
  for (const name of filesOf(folder).keys()) if (!files.has(name)) rmSync(path.join(folder, name));
  for (const [name, content] of files) {
    const file = path.join(folder, name);
    if (existsSync(file) && readFileSync(file).equals(content)) continue;
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, content, { mode: 0o600 });
  }
}

/** What `init` and synth have made, the same for every run of an operation, and what is written down about a run. */
function isInstalled(name: string): boolean {
  return /^(steps\/|saved\.plan$)|(^|\/)\.terraform(\/|\.lock\.hcl$)|\/assets\/|(^|\/)(cdk\.tf|description|manifest|metadata)\.json$/.test(
    name,
  );
}

/** Terraform never reads its backup by itself. */
function isUnread(name: string): boolean {
  return name.endsWith(".tfstate.backup");
}

/** A lock's file says who had the lock, which went with its process; half a file is only removed. */
function isRead(name: string): boolean {
  return !/\.lock\.info$|\.tmp$/.test(name);
}

const CHANCE =
  /\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b|\b[0-9a-f]{32,}\b|\b\d{14,}\b|\b\d+\.[0-9a-f]{12}\.tmp\b|\\"serial\\": \d+/g;

/** Gives each random value the number under which it came first. */
export function withoutChance(text: string): string {
  const numbers = new Map<string, number>();
  return text.replace(CHANCE, (value) => {
    if (value.startsWith('\\"serial')) return "serial";
    const number = numbers.get(value) ?? numbers.size;
    numbers.set(value, number);
    return `#${String(number)}`;
  });
}
