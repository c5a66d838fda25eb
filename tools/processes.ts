/** Child processes that can be watched while they run, and ended together with everything that they started. */
import { spawn, spawnSync } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";

/** How a process is started. */
export interface RunOptions {
  readonly cwd?: string;
  /** The whole environment of the process. Default: this process's own. */
  readonly env?: NodeJS.ProcessEnv;
  /** Standard input. Default: none. */
  readonly input?: string;
  /** Called with every piece of output, of both streams, as it arrives. */
  readonly onOutput?: (text: string) => void;
  /** `true` keeps a Ctrl-C at the terminal away from it: the one who started it decides how it ends. */
  readonly detached?: boolean;
  /** Ends it, and all that it started, after so many seconds. Default: never. */
  readonly timeoutSeconds?: number;
}

/** How a process ended. */
export interface Finished {
  /** `null` when a signal ended it. */
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A process that was started. */
export interface Running {
  readonly child: ChildProcess;
  /** Rejects only when the program cannot be started at all. */
  readonly finished: Promise<Finished>;
  /** Kills it and everything that it started, at once. */
  kill(): void;
}

const running = new Set<Running>();

/** Starts a program without a shell. */
export function start(command: string, args: readonly string[], options: RunOptions = {}): Running {
  const child = spawn(command, args, {
    cwd: options.cwd,
    env: options.env ?? process.env,
    detached: options.detached ?? false,
    stdio: [options.input === undefined ? "ignore" : "pipe", "pipe", "pipe"],
  });
  child.stdin?.end(options.input);
  const seconds = options.timeoutSeconds;
  const timer =
    seconds === undefined
      ? undefined
      : setTimeout(() => {
          started.kill();
        }, seconds * 1000);
  const started: Running = {
    child,
    finished: collect(child, options.onOutput).finally(() => {
      clearTimeout(timer);
      running.delete(started);
    }),
    kill: () => {
      if (child.pid !== undefined && child.exitCode === null && child.signalCode === null) {
        killTree(child.pid);
      }
    },
  };
  running.add(started);
  return started;
}

/** Starts a program and waits for its end. */
export function run(command: string, args: readonly string[], options: RunOptions = {}): Promise<Finished> {
  return start(command, args, options).finished;
}

/** Kills whatever was started here and still runs. */
export function killAll(): void {
  for (const started of running) {
    started.kill();
  }
}

function collect(child: ChildProcess, onOutput?: (text: string) => void): Promise<Finished> {
  const output = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) {
    child[name]?.setEncoding("utf8").on("data", (text: string) => {
      output[name] += text;
      onOutput?.(text);
    });
  }
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (exitCode, signal) => {
      resolve({ exitCode, signal, ...output });
    });
  });
}

/**
 * Kills a process and its descendants, also those in another session: cdktf runs Terraform in a terminal of its
 * own. They are stopped first, from the top, so that none can start another behind our back.
 */
function killTree(root: number): void {
  const stopped = new Set<number>();
  for (let found = [root]; found.length > 0; found = descendants(root).filter((pid) => !stopped.has(pid))) {
    for (const pid of found) {
      stopped.add(pid);
      signalProcess(pid, "SIGSTOP");
    }
  }
  for (const pid of stopped) {
    signalProcess(pid, "SIGKILL");
  }
}

function signalProcess(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It ended by itself in the meantime.
  }
}

function descendants(root: number): number[] {
  const parents = parentsOfAll();
  const found = new Set([root]);
  for (let size = 0; size !== found.size;) {
    size = found.size;
    for (const [pid, parent] of parents) {
      if (found.has(parent)) {
        found.add(pid);
      }
    }
  }
  found.delete(root);
  return [...found];
}

/** `[pid, parent]` of every process: from /proc where there is one, else from `ps`, which small images lack. */
function parentsOfAll(): [number, number][] {
  if (!existsSync("/proc/self/stat")) {
    const { stdout } = spawnSync("ps", ["-A", "-o", "pid=,ppid="], { encoding: "utf8" });
    return stdout
      .trim()
      .split("\n")
      .map((line) => line.trim().split(/\s+/).map(Number) as [number, number]);
  }
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => [Number(pid), parentFromProc(pid)]);
}

function parentFromProc(pid: string): number {
  try {
    // "1234 (name, which may contain blanks and brackets) S 1000 …"
    return Number(/.*\) \S (\d+)/s.exec(readFileSync(`/proc/${pid}/stat`, "utf8"))?.[1]);
  } catch {
    return Number.NaN;
  }
}
