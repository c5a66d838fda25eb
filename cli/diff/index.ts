import { Command } from "commander";
import { type PveClient, connect, readConnection } from "../../pve/wire";
import { type Look, lookAt } from "../look";
import { type SynthesizedCluster, chosenClusters, readSynthesized } from "../project";
import {
  EXIT,
  type Exit,
  PROCESS,
  type Surroundings,
  fail,
  harmless,
  messageOf,
  refuseDebugOutput,
  worst,
} from "../terminal";

interface DiffOptions {
  readonly output: string;
}

/**
 * `diff [cluster…]`: compares the clusters with what was synthesized last, which `cdktf diff` cannot do: that one compares
 * with the state. It tries the secrets that a deploy has written into files. It changes nothing. The exit code is 0 when all is as
 * described, 2 when something is not or a token is dead, and 1 when a cluster could not be looked at.
 */
export function diffCommand(surroundings: Surroundings = PROCESS): Command {
  return new Command("diff")
    .argument("[cluster...]", "keys of the clusters (default: all)")
    .option("--output <folder>", "what `cdktf synth` has written", "cdktf.out")
    .addHelpText(
      "after",
      "\nExit code: 0 all is as described, 2 something is not, 1 it could not be looked at.",
    )
    .hook("preAction", refuseDebugOutput)
    .action(async function (this: Command, keys: readonly string[], options: DiffOptions) {
      try {
        process.exitCode = await run(keys, options, surroundings);
      } catch (error) {
        fail(this, error);
      }
    });
}

async function run(
  keys: readonly string[],
  { output }: DiffOptions,
  surroundings: Surroundings,
): Promise<Exit> {
  const clusters = chosenClusters(readSynthesized(output), keys);
  const exits = await Promise.all(clusters.map((cluster) => tell(cluster, surroundings)));
  return worst(exits);
}

/** Looks at one cluster; what is said of it is said at once, since others are looked at meanwhile. */
async function tell(described: SynthesizedCluster, surroundings: Surroundings): Promise<Exit> {
  const { owner } = described;
  const { environment } = surroundings;
  const [stdout, stderr] = [harmless(surroundings.stdout), harmless(surroundings.stderr)];
  const note = (line: string): void => {
    stderr.write(`${owner}: ${line}\n`);
  };
  let client: PveClient | undefined;
  try {
    client = await connect(readConnection(described.cluster, environment), note);
    const look = await lookAt(client, described);
    const found = [...look.changes, ...look.faults];
    const lines = found.length > 0 ? found : [`all ${String(look.count)} objects are as described`];
    stdout.write(lines.map((line) => `${owner}: ${line}\n`).join(""));
    const warnings = look.notices.map((notice) => `Warning: ${notice}`);
    for (const line of [...warnings, ...look.notes, ...advice(look, described)]) note(line);
    return found.length > 0 ? EXIT.differs : EXIT.asDescribed;
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
