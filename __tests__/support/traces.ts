/** Everything that a run leaves behind or shows while it runs, to be searched for secrets. */
import { readFileSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { Running } from "../../tools/processes";

/** What `/proc` showed of other processes. */
export interface Seen {
  readonly commandLines: string;
  readonly environments: string;
}

/** Looks at every process of this machine again and again until the run has ended. */
export async function watchProcesses(running: Running): Promise<Seen> {
  const commandLines = new Set<string>();
  const environments = new Set<string>();
  const ended = new AbortController();
  void running.finished.finally(() => {
    ended.abort();
  });
  while (!ended.signal.aborted) {
    for (const pid of readdirSync("/proc").filter(
      (name) => /^\d+$/.test(name) && Number(name) !== process.pid,
    )) {
      commandLines.add(read(`/proc/${pid}/cmdline`));
      environments.add(read(`/proc/${pid}/environ`));
    }
    await pause(15);
  }
  return { commandLines: [...commandLines].join("\n"), environments: [...environments].join("\n") };
}

/** The files below a folder that hold the text, relative to it. Programs are left out. */
export function filesWith(folder: string, text: string): string[] {
  return (readdirSync(folder, { recursive: true }) as string[])
    .filter((name) => !name.includes(join(".terraform", "providers")))
    .filter(
      (name) => statSync(join(folder, name)).isFile() && readFileSync(join(folder, name)).includes(text),
    )
    .sort();
}

/** Permission bits of a file, such as `600`. */
export function modeOf(file: string): string {
  return (statSync(file).mode & 0o777).toString(8);
}

function read(file: string): string {
  try {
    return readFileSync(file, "utf8").replaceAll("\0", "\n");
  } catch {
    return "";
  }
}
