import { dirname, resolve } from "node:path";
import { UserError } from "../../pve/user-error";
import { unknownWordFault } from "../../pve/names";
import { type ClusterSpec, withEndpoints, withFingerprints } from "../../pve/spec";
import { readConfiguration } from "./read-configuration";

/**
 * How a cluster of `context.proxmox.clusters` is reached.
 * @param file normally `cdktf.json`; its `caFile`s are relative to its folder
 * @throws UserError when the file or the cluster is not there; ConfigurationError with every fault of the file
 */
export function readCluster(key: string, file: string): ClusterSpec {
  const { clusters } = readConfiguration(file);
  const cluster = Object.hasOwn(clusters, key) ? clusters[key] : undefined;
  if (cluster === undefined) {
    const fault = unknownWordFault(`cluster of ${file}`, key, Object.keys(clusters)) ?? key;
    throw new UserError(`${fault}. Or give its endpoint with --endpoint.`);
  }
  const { endpoint, insecure, caFile, fingerprint } = cluster;
  return {
    key,
    ...withEndpoints(endpoint),
    insecure,
    ...(caFile !== undefined && { caFile: resolve(dirname(file), caFile) }),
    ...withFingerprints(fingerprint),
  };
}
