import { normalize } from "node:path";
import type { OutputsConfiguration, ProxmoxConfiguration } from "../types";
import { identitiesOf } from "../identities";

/** One identity's part in a file. */
export interface FilePart {
  /** The file, relative to the project. */
  readonly path: string;
  /** Where it is described, below `context.proxmox`. */
  readonly place: readonly string[];
  /** The key of the cluster whose token it holds. */
  readonly cluster: string;
  /** What has to be the same in all parts of one file; undefined for a file of one part. */
  readonly shape: string | undefined;
}

/** Every part of every file that a configuration writes. */
export function filesOf({ clusters, tfvars }: ProxmoxConfiguration): readonly FilePart[] {
  const identities = Object.entries(clusters).flatMap(([key, cluster]) =>
    identitiesOf(key, cluster).map((identity) => ({ key, ...identity })),
  );
  const own = identities.filter(({ place }) => !place.includes("identities")).slice(0, 1);
  const main = own.map(({ key }) => ({ ...part(tfvars.path, ["tfvars"], key), shape: undefined }));
  const named = identities.flatMap(({ key, place, outputs }) =>
    Object.entries(outputs as Required<OutputsConfiguration>).map(([kind, output]) => ({
      ...part(output.path, [...place, "outputs", kind], key),
      shape: shapeOf(kind as keyof OutputsConfiguration, output),
    })),
  );
  return [...main, ...named];
}

function part(path: string, place: readonly string[], cluster: string) {
  return { path: normalize(path), place: [...place, "path"], cluster };
}

function shapeOf(
  kind: keyof OutputsConfiguration,
  output: Required<OutputsConfiguration>[keyof OutputsConfiguration],
): string | undefined {
  if (kind === "env") return undefined;
  if (!("variable" in output)) return kind;
  const { variable, shape, splitShape } = output;
  const single = shape === "object" || (shape === "split" && splitShape === "object");
  return single ? undefined : [kind, variable, shape].join(" ");
}
