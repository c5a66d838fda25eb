import { normalize } from "node:path";
import type { Construct } from "constructs";
import type { KubernetesConfiguration, OutputsConfiguration } from "../../../configuration";
import { EnvFile } from "../../env-file";
import { KubernetesFile } from "../../kubernetes-file";
import { TerraformTfvars, type TerraformTfvarsAccess } from "../../tfvars";
import { given } from "../object-props";
import { idOf } from "./ids";

/** An identity with the files that it wants. */
export interface OutputEntry {
  /** Its name in the stack. */
  readonly id: string;
  /** As files have it. */
  readonly cluster: TerraformTfvarsAccess & { readonly clusterName: string };
  readonly outputs: OutputsConfiguration;
}

/** Writes the files of identities; those that name the same file share it. */
export function writeOutputs(scope: Construct, entries: readonly OutputEntry[]): void {
  for (const [path, sharing] of byPath(entries, "tfvars")) {
    const [{ output }] = sharing;
    const clusters = sharing.map(({ entry }) => entry.cluster);
    new TerraformTfvars(scope, idOf("tfvars", path), { ...output, clusters });
  }
  for (const [path, [{ entry, output }]] of byPath(entries, "env")) {
    const { access, sshUsername } = entry.cluster;
    new EnvFile(scope, idOf("env", path), { access, path, flavor: output.flavor, ...given({ sshUsername }) });
  }
  for (const kind of ["csi", "ccm"] as const) {
    for (const [path, sharing] of byPath(entries, kind)) {
      const clusters = sharing.map(({ entry, output }) => kubernetesEntry(entry.cluster, output));
      new KubernetesFile(scope, idOf(kind, path), { clusters, path });
    }
  }
}

function kubernetesEntry(
  { access, clusterName }: OutputEntry["cluster"],
  { region = clusterName }: KubernetesConfiguration,
) {
  return { access, region };
}

interface Sharing<K extends keyof OutputsConfiguration> {
  readonly entry: OutputEntry;
  readonly output: NonNullable<OutputsConfiguration[K]>;
}

function byPath<K extends keyof OutputsConfiguration>(
  entries: readonly OutputEntry[],
  kind: K,
): ReadonlyMap<string, [Sharing<K>, ...Sharing<K>[]]> {
  const files = new Map<string, [Sharing<K>, ...Sharing<K>[]]>();
  for (const entry of entries) {
    const output = entry.outputs[kind];
    if (output === undefined) continue;
    const path = normalize(output.path);
    const known = files.get(path);
    if (known) known.push({ entry, output });
    else files.set(path, [{ entry, output }]);
  }
  return files;
}
