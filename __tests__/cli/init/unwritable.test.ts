import { execFile } from "node:child_process";
import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { files, folder, init, login, path, reached } from "./bench";

const CLI = join(__dirname, "..", "..", "..", "dist", "cli.cjs");

/** Runs the command where files can be made, and not one byte be put into them. */
async function initWithoutRoom(place: string): Promise<string> {
  const script = 'ulimit -f 0 && exec "$0" "$@"';
  const args = ["-c", script, process.execPath, CLI, "init", "--folder", place, "--yes", ...reached()];
  const run = promisify(execFile)("sh", args, { env: { PATH: process.env["PATH"], ...login() } });
  const failure: unknown = await run.catch((error: unknown) => error);
  return (failure as { readonly stderr: string }).stderr;
}

test("a project that finds no room leaves nothing behind, as it says", async () => {
  for (const place of [folder, path("new")]) {
    expect(await initWithoutRoom(place)).toMatch(
      /The project cannot be written: .* Nothing was left behind\./,
    );
    expect(files()).toEqual([]);
  }
});

test("a folder that cannot be made is said in the same words", async () => {
  symlinkSync("nowhere", path("link"));
  const { stderr, exitCode } = await init(["--folder", path("link"), "--yes", ...reached()], login());
  expect(exitCode).toBe(1);
  expect(stderr).toContain("The project cannot be written: ");
});
