#!/usr/bin/env node
/** `proxmox-access`: one command a file. */
import { Command } from "commander";
import { driftCommand } from "./drift";
import { loginCommand } from "./login";
import { printPveumCommand, printRoleCommand } from "./print";
import { simulatorCommand } from "./simulator";

const program = new Command("proxmox-access")
  .description("first, safe access to Proxmox VE for OpenTofu and Terraform")
  .addCommand(loginCommand())
  .addCommand(driftCommand())
  .addCommand(printRoleCommand())
  .addCommand(printPveumCommand())
  .addCommand(simulatorCommand());

program.parseAsync().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
