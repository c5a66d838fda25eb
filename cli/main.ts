#!/usr/bin/env node
/** `cdktf-proxmox-access`: one command a file. */
import { Command } from "commander";
import { version } from "../package.json";
import { driftCommand } from "./drift";
import { loginCommand } from "./login";
import { STDERR, messageOf } from "./output";
import { printPveumCommand, printRoleCommand } from "./print";
import { simulatorCommand } from "./simulator";

const program = new Command("cdktf-proxmox-access")
  .description("first, safe access to Proxmox VE for OpenTofu and Terraform")
  .version(version)
  .addCommand(loginCommand())
  .addCommand(driftCommand())
  .addCommand(printRoleCommand())
  .addCommand(printPveumCommand())
  .addCommand(simulatorCommand());

program.parseAsync().catch((error: unknown) => {
  STDERR.write(`${messageOf(error)}\n`);
  process.exitCode = 1;
});
