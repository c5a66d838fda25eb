import { existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { type EmittedCall, type EmittedStack, callsOfCommand } from "../constructs/private/emitted";
import { withoutEscapes } from "../constructs/private/hcl";
import { objectsOn, readRequest } from "../provisioner/request";
import { REQUESTS } from "../provisioner/request-shapes";
import { UserError } from "../pve/user-error";
import { fullTokenid } from "../pve/objects/identity";
import { type ClusterSpec, ENVIRONMENT, type OwnedObject, type ProofRequest } from "../pve/spec";

/** A cluster of a synthesized stack, with all that is described for it. */
export interface SynthesizedCluster {
  /** A `caFile` is absolute. */
  readonly cluster: ClusterSpec;
  /** `<stack>/<cluster key>` */
  readonly owner: string;
  readonly objects: readonly OwnedObject[];
  readonly proofs: readonly ProofRequest[];
  /** By full tokenid: the file whose presence has the next deploy issue a token again, if the cluster is reconciled. */
  readonly markers: ReadonlyMap<string, string>;
}

/**
 * What `cdktf synth` has written, read as the provisioner would read it.
 * @param output the folder, normally `cdktf.out`
 * @throws UserError when nothing was synthesized there
 */
export function readSynthesized(output: string): readonly SynthesizedCluster[] {
  const clusters = stackFiles(output).flatMap(readStack);
  if (clusters.length > 0) return clusters;
  throw new UserError(
    `${output} describes no cluster. Run \`npx cdktf synth\` first, in the project's folder.`,
  );
}

/** The stacks of the last synth; older ones may lie beside them. */
function stackFiles(output: string): readonly string[] {
  const manifest = join(output, "manifest.json");
  if (!existsSync(manifest)) return [];
  const { stacks } = readJson(manifest) as Manifest;
  return Object.values(stacks).map(({ synthesizedStackPath }) => resolve(output, synthesizedStackPath));
}

/** What cdktf says of the stacks that it has written. */
interface Manifest {
  readonly stacks: Readonly<Record<string, { readonly synthesizedStackPath: string }>>;
}

function readStack(file: string): readonly SynthesizedCluster[] {
  const folder = dirname(file);
  const { resource = {} } = readJson(file) as EmittedStack;
  const resources = Object.values(resource.null_resource ?? {}).filter(({ count }) => count !== 0);
  const calls = (command: string) =>
    resources.flatMap((each) => callsOfCommand(each, command)).map((call) => environmentOf(call, folder));
  const proofs = calls("prove access").map((environment) => readRequest(environment, REQUESTS.proof));
  const markers = new Map(calls("ensure token").flatMap(markersOf));
  // Every gate knows all objects, and its own cluster.
  const preflights = calls("preflight access").map((environment) =>
    readRequest(environment, REQUESTS.preflight),
  );
  return preflights.flatMap((preflight) =>
    preflight.clusters.map(({ cluster, owner }) => ({
      cluster: fromHere(cluster, folder),
      owner,
      objects: Object.values(objectsOn(cluster.key, preflight)),
      proofs: proofs.filter((proof) => proof.cluster.key === cluster.key),
      markers,
    })),
  );
}

/** What Terraform would give to a call. */
function environmentOf({ environment = {} }: EmittedCall, folder: string): NodeJS.ProcessEnv {
  const texts = Object.entries(environment).map(([name, text]) => {
    return [name, withoutEscapes(text.replaceAll("${path.module}", () => folder))] as const;
  });
  return Object.fromEntries(texts);
}

function markersOf(environment: NodeJS.ProcessEnv): [string, string][] {
  const marker = environment[ENVIRONMENT.lost];
  if (marker === undefined) return [];
  const { objects } = readRequest(environment, REQUESTS.object);
  return Object.values(objects).flatMap(({ object }) =>
    object.kind === "token" ? [[fullTokenid(object), marker]] : [],
  );
}

/** The provisioner runs in the stack's folder. */
function fromHere(cluster: ClusterSpec, folder: string): ClusterSpec {
  return cluster.caFile === undefined ? cluster : { ...cluster, caFile: resolve(folder, cluster.caFile) };
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (cause) {
    throw new UserError(`${file} can't be read. Run \`npx cdktf synth\` again.`, { cause });
  }
}
