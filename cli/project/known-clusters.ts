import { clustersIn, readConfigurationFile } from "./read-configuration";
import { readSynthesized } from "./synthesized-stacks";

/**
 * The keys of the clusters that cdktf.json describes and of those that were synthesized. For proposals only: what
 * can't be read is passed over.
 */
export function knownClusters(): readonly string[] {
  return [...new Set([...orNone(described), ...orNone(synthesized)])];
}

function described(): readonly string[] {
  return Object.keys(clustersIn(readConfigurationFile("cdktf.json").context));
}

function synthesized(): readonly string[] {
  return readSynthesized("cdktf.out").map(({ cluster }) => cluster.key);
}

function orNone(read: () => readonly string[]): readonly string[] {
  try {
    return read();
  } catch {
    return [];
  }
}
