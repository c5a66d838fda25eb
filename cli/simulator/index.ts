/** `cdktf-proxmox-access simulator`: a PVE API to try things on, on this machine. */
import { writeFileSync } from "node:fs";
import { Command, Option } from "commander";
import { FRESH, PVE_RELEASES, newTotpSecret, startSimulator } from "../../simulator";
import type { PveRelease, Simulator, SimulatorOptions } from "../../simulator";
import { PROCESS, type SafeOutput, harmless, messageOf, withExamples } from "../terminal";
import { groupids, milliseconds, nodes, poolids, port, prefix, storages } from "./values";

interface Flags {
  readonly port: number;
  readonly pve: PveRelease;
  readonly rootPassword: string;
  readonly totp?: boolean;
  readonly authDelayMs: number;
  readonly state?: string;
  readonly node: string[];
  readonly clusterName?: string;
  readonly pool: string[];
  readonly storage: string[];
  readonly group: string[];
  readonly caFile?: string;
  readonly prefix?: string;
}

/** Starts a simulated node and keeps it until SIGTERM or SIGINT. */
export function simulatorCommand(): Command {
  const command = new Command("simulator")
    .option("--port <number>", "port to listen on (default: a free one)", port, 0)
    .addOption(
      new Option("--pve <release>", "the Proxmox VE release to stand in for")
        .choices([...PVE_RELEASES])
        .default("9.2"),
    )
    .option("--root-password <password>", "password of root@pam", "secret-root")
    .option("--totp", "root@pam has a second factor; when a login asks for its code, the code is shown here")
    .option(
      "--auth-delay-ms <number>",
      "how long a failed login takes; Proxmox VE takes 3000",
      milliseconds,
      0,
    )
    .option("--state <file>", "JSON file that keeps the state over restarts (it holds secrets; mode 0600)")
    .option("--node <name>", "name of a node; may be repeated, the first one answers", nodes, [])
    .option("--cluster-name <name>", "name of the cluster (default: a node without a cluster)")
    .option("--pool <poolid>", "a pool; may be repeated", poolids, [])
    .option("--storage <name>", "a storage beside local and local-lvm; may be repeated", storages, [])
    .option("--group <groupid>", "a group of users; may be repeated", groupids, [])
    .option("--prefix <path>", "path that the API is below, as behind a reverse proxy: /cluster1", prefix)
    .option("--ca-file <file>", "write the CA certificate to this file")
    .allowExcessArguments(false)
    .action(run);
  return withExamples(command, [
    "--port 8006 --pve 9.2",
    "--port 8006 --pool lab --storage fast --group staff",
    "--port 8006 --totp",
    "--node pve1 --node pve2 --cluster-name lab",
  ]);
}

async function run(flags: Flags): Promise<void> {
  try {
    const stdout = harmless(PROCESS.stdout);
    const secret = flags.totp === true ? newTotpSecret() : undefined;
    const simulator = await startSimulator({
      ...optionsOf(flags),
      ...(secret !== undefined && {
        rootTotpSecret: secret,
        log: showCodes(stdout, () => simulator),
      }),
    });
    const stopped = nextSignal();
    if (flags.caFile !== undefined) writeFileSync(flags.caFile, simulator.caCertificate);
    stdout.write(
      [
        `Proxmox VE ${flags.pve} (simulated)`,
        `endpoint     ${simulator.endpoint}`,
        `login        root@pam, password ${simulator.rootPassword}`,
        ...(secret === undefined ? [] : secondFactor(secret)),
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
  const { pool, storage } = flags;
  return {
    pve: flags.pve,
    port: flags.port,
    rootPassword: flags.rootPassword,
    authDelayMs: flags.authDelayMs,
    groups: flags.group,
    inventory: {
      pools: pool.map((poolid) => ({ poolid })),
      storages: [
        ...FRESH.storages,
        ...storage.map((name) => ({ storage: name, type: "dir", content: "images,iso,vztmpl" })),
      ],
    },
    ...(flags.state === undefined ? {} : { stateFile: flags.state }),
    ...(flags.node.length === 0 ? {} : { nodes: flags.node }),
    ...(flags.prefix === undefined ? {} : { prefix: flags.prefix }),
    ...(flags.clusterName === undefined ? {} : { clusterName: flags.clusterName }),
  };
}

function secondFactor(secret: string): readonly string[] {
  return [
    `TOTP         ${secret}`,
    `             otpauth://totp/root@pam?secret=${secret}&issuer=Proxmox%20VE%20simulator`,
    "             When a login asks for a code, it is shown here; a code works once.",
  ];
}

/** Shows the code that a login is about to ask for. The log has one line for each step of a login. */
function showCodes(stdout: SafeOutput, simulator: () => Simulator): (line: string) => void {
  let shown = "";
  return (line) => {
    if (!line.startsWith("POST /access/ticket 200 ")) return;
    const code = simulator().totp("root@pam").replace("totp:", "");
    if (code !== shown) stdout.write(`code         ${code}\n`);
    shown = code;
  };
}

/** Resolves at SIGTERM or SIGINT. */
async function nextSignal(): Promise<void> {
  await new Promise<void>((resolve) => {
    process.once("SIGTERM", () => resolve());
    process.once("SIGINT", () => resolve());
  });
}
