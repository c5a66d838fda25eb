/** The demo's temporary folder and what runs in it: both are gone at the end, however it ends. */
import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { killAll } from "../processes";
import { maskTokens } from "./mask";

/** Where the demo works. */
export interface Workshop {
  readonly folder: string;
  /** Called at the end of a demo that was not interrupted. */
  onClose(close: () => Promise<void>): void;
}

const SIGNALS = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;

/**
 * Runs the demo and sets the exit code: 0, 1 with the reason on standard error, or 128 and the signal's number.
 * A signal ends everything at once; nothing in a throw-away folder is worth waiting for.
 */
export async function withWorkshop(demo: (workshop: Workshop) => Promise<void>): Promise<void> {
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), "proxmox-access-demo-")));
  const closers: (() => Promise<void>)[] = [];
  const cleanUp = (): void => {
    killAll();
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  };
  for (const [signal, exitCode] of Object.entries(SIGNALS)) {
    // Not `once`: npm passes on a Ctrl-C that the terminal has sent already, and the second must not kill us half-way.
    process.on(signal, () => {
      cleanUp();
      process.stderr.write(`\nStopped by ${signal}. Nothing is left running.\n`);
      process.exit(exitCode);
    });
  }
  try {
    await demo({ folder, onClose: (close) => closers.push(close) });
  } catch (error) {
    process.stderr.write(
      `\nThe demo failed. ${maskTokens(error instanceof Error ? error.message : String(error))}\n`,
    );
    process.exitCode = 1;
  } finally {
    await Promise.all(closers.map((close) => close()));
    cleanUp();
  }
}
