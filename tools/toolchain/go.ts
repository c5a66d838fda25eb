/** Builds a program with Go from one of the modules in tools/. */
import { mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import path from "node:path";
import { run } from "../processes";
import { step } from "../progress";
import { TEMPORARY } from "./lock";
import { ROOT } from "./paths";

/** One program to build. */
export interface GoProgram {
  /** What the user calls it. */
  readonly title: string;
  /** The folder in tools/ that has its go.mod. */
  readonly module: string;
  /** The Go package of the command. */
  readonly package: string;
  /** Where the program shall be. */
  readonly output: string;
  readonly linkerFlags?: string;
}

/** `true` when there is a `go` on the PATH. */
export async function haveGo(): Promise<boolean> {
  const { exitCode } = await run("go", ["version"]).catch(() => ({ exitCode: 1 }));
  return exitCode === 0;
}

/**
 * Builds a program and moves it to its place in one step, so that an interrupted build leaves nothing half.
 * To be called under the lock.
 * Throws with the compiler's last lines when it cannot be built.
 */
export async function buildWithGo(program: GoProgram): Promise<void> {
  const folder = await mkdtemp(TEMPORARY);
  try {
    const built = path.join(folder, path.basename(program.output));
    await step(`Building ${program.title} with Go (minutes the first time)`, () =>
      compile(program, built, folder),
    );
    await mkdir(path.dirname(program.output), { recursive: true });
    await rename(built, program.output);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function compile(program: GoProgram, output: string, temporary: string): Promise<void> {
  const flags = ["-mod=readonly", "-trimpath", "-buildvcs=false", `-ldflags=${program.linkerFlags ?? ""}`];
  const { exitCode, stderr } = await run("go", ["build", ...flags, "-o", output, program.package], {
    cwd: path.join(ROOT, "tools", program.module),
    env: { ...process.env, CGO_ENABLED: "0", GOTMPDIR: temporary },
  });
  if (exitCode !== 0) {
    const last = stderr.trim().split("\n").slice(-12).join("\n");
    throw new Error(`Go could not build ${program.title} (module tools/${program.module}).\n${last}`);
  }
}
