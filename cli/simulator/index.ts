/** `cdktf-proxmox-access simulator`: a PVE API to try things on, on this machine. */
import { writeFileSync } from "node:fs";
import { Command, InvalidArgumentError, Option } from "commander";
import { PVE_RELEASES, startSimulator } from "../../simulator";
import type { PveRelease, SimulatorOptions } from "../../simulator";
import { PROCESS, harmless, messageOf } from "../terminal";

interface Flags {
  readonly port: number;
  readonly pve: PveRelease;
  readonly rootPassword: string;
  readonly authDelayMs: number;
  readonly state?: string;
  readonly node: string[];
  readonly clusterName?: string;
  readonly caFile?: string;
  readonly prefix?: string;
}

/** Starts a simulated node and keeps it until SIGTERM or SIGINT. */
export function simulatorCommand(): Command {
  return new Command("simulator")
    .option("--port <number>", "port to listen on (default: a free one)", port, 0)
    .addOption(
      new Option("--pve <release>", "the Proxmox VE release to stand in for")
        .choices([...PVE_RELEASES])
        .default("9.2"),
    )
    .option("--root-password <password>", "password of root@pam", "secret-root")
    .option(
      "--auth-delay-ms <number>",
      "how long a failed login takes; Proxmox VE takes 3000",
      milliseconds,
      0,
    )
    .option("--state <file>", "JSON file that keeps the state over restarts (it holds secrets; mode 0600)")
    .option("--node <name>", "name of a node; may be repeated, the first one answers", collect, [])
    .option("--cluster-name <name>", "name of the cluster (default: a node without a cluster)")
    .option("--prefix <path>", "path that the API is below, as behind a reverse proxy: /cluster1", prefix)
    .option("--ca-file <file>", "write the CA certificate to this file")
    .allowExcessArguments(false)
    .action(run);
}

async function run(flags: Flags): Promise<void> {
  try {
    const simulator = await startSimulator(optionsOf(flags));
    const stopped = nextSignal();
    if (flags.caFile !== undefined) writeFileSync(flags.caFile, simulator.caCertificate);
    harmless(PROCESS.stdout).write(
      [
        `Proxmox VE ${flags.pve} (simulated)`,
        `endpoint     ${simulator.endpoint}`,
        `login        root@pam, password ${simulator.rootPassword}`,
        `fingerprint  ${simulator.fingerprint}`,
        ...(flags.caFile === undefined ? [] : [`CA           ${flags.caFile}`]),
        "",
      ].join("\n"),
    );
    await stopped;
    await simulator.stop();
  } catch (error) {
    harmless(PROCESS.stderr).write(`The simulator did not start: ${messageOf(error)}\n`);
    process.exitCode = 1;
  }
}

function optionsOf(flags: Flags): SimulatorOptions {
  return {
    pve: flags.pve,
    port: flags.port,
    rootPassword: flags.rootPassword,
    authDelayMs: flags.authDelayMs,
    ...(flags.state === undefined ? {} : { stateFile: flags.state }),
    ...(flags.node.length === 0 ? {} : { nodes: flags.node }),
    ...(flags.prefix === undefined ? {} : { prefix: flags.prefix }),
    ...(flags.clusterName === undefined ? {} : { clusterName: flags.clusterName }),
  };
}

/** Resolves at SIGTERM or SIGINT. */
async function nextSignal(): Promise<void> {
  await new Promise<void>((resolve) => {
    process.once("SIGTERM", () => resolve());
    process.once("SIGINT", () => resolve());
  });
}

function port(text: string): number {
  const number = /^\d{1,5}$/.test(text) ? Number(text) : Infinity;
  if (number > 65535) throw new InvalidArgumentError("A port is a number from 0 to 65535.");
  return number;
}

function milliseconds(text: string): number {
  if (!/^\d{1,7}$/.test(text)) throw new InvalidArgumentError("Give a number of milliseconds, such as 3000.");
  return Number(text);
}

function prefix(text: string): string {
  if (!/^(\/[A-Za-z0-9._~-]+)+$/.test(text))
    throw new InvalidArgumentError("A prefix looks like /cluster1, without / at its end.");
  return text;
}

function collect(name: string, names: readonly string[]): string[] {
  if (!/^[a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?$/.test(name)) {
    throw new InvalidArgumentError("A node's name consists of letters, digits and hyphens.");
  }
  return [...names, name];
}
