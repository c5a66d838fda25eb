/** Where a command finds the project, as all commands take it. */
import { Command } from "commander";
import { chosenClusters } from "./chosen-clusters";
import { staleWarning } from "./stale";
import { type SynthesizedCluster, readSynthesized } from "./synthesized-stacks";

/** The option that names the configuration. */
export const CONFIG = ["--config <file>", "the configuration", "cdktf.json"] as const;

/** The option that names the folder of a synth. */
export const OUTPUT = ["--output <folder>", "what `cdktf synth` has written", "cdktf.out"] as const;

/** The argument that names an only cluster. */
export const CLUSTER = ["<cluster>", "key of the cluster"] as const;

/** A command that takes any number of synthesized clusters; {@link meant} finds them. */
export function clustersCommand(name: string): Command {
  return new Command(name)
    .argument("[cluster...]", "keys of the clusters, or <stack>/<key> (default: all)")
    .option(...OUTPUT);
}

/**
 * The synthesized clusters that a user means.
 * @param stderr told when `cdktf.json` was edited since
 * @throws UserError with every name that is not there, or when nothing was synthesized
 */
export function meant(
  names: readonly string[],
  { output }: { readonly output: string },
  stderr: { readonly write: (text: string) => unknown },
): readonly SynthesizedCluster[] {
  const clusters = readSynthesized(output);
  const warning = staleWarning(output);
  if (warning !== undefined) stderr.write(`${warning}\n`);
  return chosenClusters(clusters, names);
}
