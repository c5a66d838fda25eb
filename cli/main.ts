#!/usr/bin/env node
/** `cdktf-proxmox-access`: one command a folder. */
import { programFor } from "./program";
import { PROCESS, goOnUnread, harmless, messageOf } from "./terminal";

async function main(): Promise<void> {
  const program = await programFor(process.argv.slice(2));
  await program.parseAsync();
}

goOnUnread();
main().catch((error: unknown) => {
  harmless(PROCESS.stderr).write(`${messageOf(error)}\n`);
  process.exitCode = 1;
});
