import type { Command, CommanderError } from "commander";
import type { Output } from "../../cli/terminal";

/** How a command ended. */
export interface Ended {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: unknown;
}

/** Runs a command to its end. @param make makes it, with outputs that are read here */
export async function ended(
  make: (outputs: { readonly stdout: Output; readonly stderr: Output }) => Command,
  args: readonly string[],
): Promise<Ended> {
  let [stdout, stderr, failed] = ["", "", undefined as number | undefined];
  const before = process.exitCode;
  process.exitCode = undefined;
  const command = make({
    stdout: { write: (text) => (stdout += text) },
    stderr: { write: (text) => (stderr += text) },
  });
  command.exitOverride().configureOutput({ writeErr: (text) => (stderr += text) });
  await command.parseAsync([...args], { from: "user" }).catch((error: unknown) => {
    failed = (error as CommanderError).exitCode;
  });
  const exitCode = failed ?? process.exitCode ?? 0;
  process.exitCode = before;
  return { stdout, stderr, exitCode };
}
