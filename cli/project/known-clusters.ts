import { readFileSync } from "node:fs";
import { parse } from "jsonc-parser";
import { readSynthesized } from "./synthesized-stacks";

/**
 * The keys of the clusters that cdktf.json describes, be it faulty, and of those that were synthesized. For proposals only: what
 * can't be read is passed over.
 */
export function knownClusters(): readonly string[] {
  return [...new Set([...orNone(described), ...orNone(synthesized)])];
}

function described(): readonly string[] {
  const { context } = parse(readFileSync("cdktf.json", "utf8")) as {
    readonly context?: { readonly proxmox?: { readonly clusters?: object } };
  };
  return Object.keys(context?.proxmox?.clusters ?? {});
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
