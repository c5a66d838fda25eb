import { Command } from "commander";
import { unknownWordFault } from "../pve/names";
import { UserError } from "../pve/user-error";
import { type PveClient, connect, readConnection } from "../pve/wire";
import { type Look, lookAt } from "./look";
import { type Output, STDERR, STDOUT, fail, harmless, messageOf, refuseDebugOutput } from "./output";
import { type SynthesizedCluster, readSynthesized } from "./synthesized-stacks";

/** What the command touches beside the network and the synthesized stacks. */
export interface DriftSurroundings {
  readonly environment: NodeJS.ProcessEnv;
  /** Gets what was found. */
  readonly stdout: Output;
  /** Gets warnings, and what could not be looked at. */
  readonly stderr: Output;
}

interface DriftOptions {
  readonly output: string;
}

const PROCESS: DriftSurroundings = { environment: process.env, stdout: STDOUT, stderr: STDERR };

/** As `terraform plan -detailed-exitcode` has them. */
const EXIT = { same: 0, failed: 1, drift: 2 } as const;

type Exit = (typeof EXIT)[keyof typeof EXIT];

/**
 * `drift [cluster…]`: compares the clusters with what was synthesized last, which `cdktf diff` cannot do: that one compares
 * with the state. It tries the secrets that a deploy has written into files. It changes nothing. The exit code is 0 when all is as
 * described, 2 when something is not or a token is dead, and 1 when a cluster could not be looked at.
 */
export function driftCommand(surroundings: DriftSurroundings = PROCESS): Command {
  return new Command("drift")
    .description("compare clusters with what is described, and change nothing")
    .argument("[cluster...]", "keys of the clusters (default: all)")
    .option("--output <folder>", "what `cdktf synth` has written", "cdktf.out")
    .addHelpText(
      "after",
      "\nExit code: 0 all is as described, 2 something is not, 1 it could not be looked at.",
    )
    .hook("preAction", refuseDebugOutput)
    .action(async function (this: Command, keys: readonly string[], options: DriftOptions) {
      try {
        process.exitCode = await run(keys, options, surroundings);
      } catch (error) {
        fail(this, error);
      }
    });
}

async function run(
  keys: readonly string[],
  { output }: DriftOptions,
  surroundings: DriftSurroundings,
): Promise<Exit> {
  const clusters = chosen(readSynthesized(output), keys);
  const exits = await Promise.all(clusters.map((cluster) => tell(cluster, surroundings)));
  return exits.find((exit) => exit === EXIT.failed) ?? exits.find((exit) => exit === EXIT.drift) ?? EXIT.same;
}

function chosen(
  clusters: readonly SynthesizedCluster[],
  keys: readonly string[],
): readonly SynthesizedCluster[] {
  const known = clusters.map(({ cluster }) => cluster.key);
  const faults = keys.flatMap((key) => unknownWordFault("synthesized cluster", key, known) ?? []);
  if (faults.length > 0) throw new UserError(faults.join("\n"));
  return keys.length === 0 ? clusters : clusters.filter(({ cluster }) => keys.includes(cluster.key));
}

/** Looks at one cluster; what is said of it is said at once, since others are looked at meanwhile. */
async function tell(described: SynthesizedCluster, surroundings: DriftSurroundings): Promise<Exit> {
  const { owner } = described;
  const { environment } = surroundings;
  const [stdout, stderr] = [harmless(surroundings.stdout), harmless(surroundings.stderr)];
  const note = (line: string) => void stderr.write(`${owner}: ${line}\n`);
  let client: PveClient | undefined;
  try {
    client = await connect(readConnection(described.cluster, environment), note);
    const look = await lookAt(client, described);
    const found = [...look.changes, ...look.faults];
    const lines = found.length > 0 ? found : [`all ${String(look.count)} objects are as described`];
    stdout.write(lines.map((line) => `${owner}: ${line}\n`).join(""));
    const warnings = look.notices.map((notice) => `Warning: ${notice}`);
    for (const line of [...warnings, ...look.notes, ...advice(look, described)]) note(line);
    return found.length > 0 ? EXIT.drift : EXIT.same;
  } catch (error) {
    note(messageOf(error));
    return EXIT.failed;
  } finally {
    client?.close();
  }
}

/** When a deploy does what was said. */
function advice({ changes, faults, isDeployed }: Look, { reconcile }: SynthesizedCluster): readonly string[] {
  if (changes.length === 0 || faults.length > 0) return [];
  if (!isDeployed) return ["nothing of this is deployed yet, and a deploy does it."];
  if (reconcile === "always") return ["the next deploy does this."];
  return ['a deploy does this once the description has changed, or with `reconcile: "always"`.'];
}
