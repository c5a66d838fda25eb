import { dirname, resolve } from "node:path";
import { loadConfiguration } from "../../configuration";
import { UserError } from "../../pve/user-error";
import { asSentence, unknownWordFault } from "../../pve/names";
import { type ClusterSpec, withEndpoints, withFingerprints } from "../../pve/spec";
import { type ConfigurationFile, type ProjectPlaces, readConfigurationFile, readDescribed } from "../project";

/**
 * How a cluster is reached: as `context.proxmox.clusters` says, or where a program describes its clusters itself, as
 * `cdktf synth` has written.
 * @throws UserError when the files or the cluster are not there; ConfigurationError with every fault of the configuration
 */
export function readCluster(key: string, places: ProjectPlaces): ClusterSpec {
  const { config } = places;
  const file = readConfigurationFile(config);
  const clusters =
    file.context === undefined
      ? new Map(readDescribed(places).map(({ cluster }) => [cluster.key, cluster]))
      : configured(file, config);
  const cluster = clusters.get(key);
  if (cluster !== undefined) return cluster;
  const fault = unknownWordFault(`cluster of ${config}`, key, [...clusters.keys()]) ?? key;
  throw new UserError(`${asSentence(fault)} Or give its endpoint with --endpoint.`);
}

/** The `caFile`s of a configuration are relative to its folder. */
function configured({ context, text }: ConfigurationFile, config: string): ReadonlyMap<string, ClusterSpec> {
  const { clusters } = loadConfiguration(context, text);
  return new Map(
    Object.entries(clusters).map(([key, { endpoint, insecure, caFile, fingerprint }]) => {
      const ca = caFile !== undefined && { caFile: resolve(dirname(config), caFile) };
      const reach = { ...withEndpoints(endpoint), insecure, ...ca, ...withFingerprints(fingerprint) };
      return [key, { key, ...reach }];
    }),
  );
}
