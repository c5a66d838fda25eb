import { unknownWordFault } from "../../pve/names";
import { UserError } from "../../pve/user-error";
import type { SynthesizedCluster } from "./synthesized-stacks";

/**
 * The synthesized clusters that are meant: all of them if no key is given.
 * @throws UserError with every key that is not there
 */
export function chosenClusters(
  clusters: readonly SynthesizedCluster[],
  keys: readonly string[],
): readonly SynthesizedCluster[] {
  const known = clusters.map(({ cluster }) => cluster.key);
  const faults = keys.flatMap((key) => unknownWordFault("synthesized cluster", key, known) ?? []);
  if (faults.length > 0) throw new UserError(faults.join("\n"));
  return keys.length === 0 ? clusters : clusters.filter(({ cluster }) => keys.includes(cluster.key));
}
