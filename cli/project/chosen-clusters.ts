import { asSentence, unknownWordFault } from "../../pve/names";
import { UserError } from "../../pve/user-error";
import type { SynthesizedCluster } from "./synthesized-stacks";

/**
 * The synthesized clusters that are meant, by their keys or as `<stack>/<key>`: all of them if none is given. A key that several
 * stacks have means all of these.
 * @throws UserError with every name that is not there
 */
export function chosenClusters(
  clusters: readonly SynthesizedCluster[],
  names: readonly string[],
): readonly SynthesizedCluster[] {
  const faults = names.flatMap((name) => {
    const known = clusters.map((each) => nameLike(name, each));
    return unknownWordFault("synthesized cluster", name, [...new Set(known)]) ?? [];
  });
  if (faults.length > 0) throw new UserError(faults.map(asSentence).join("\n"));
  const isMeant = (each: SynthesizedCluster) => names.some((name) => name === nameLike(name, each));
  return names.length === 0 ? clusters : clusters.filter(isMeant);
}

/** A key has no `/`. */
function nameLike(name: string, { owner, cluster: { key } }: SynthesizedCluster): string {
  return name.includes("/") ? owner : key;
}
