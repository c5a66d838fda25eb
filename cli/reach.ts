import type { ClusterSpec } from "../pve/spec";
import { type Notice, type PveClient, type Reach, connect, readConnection, readReach } from "../pve/wire";

/**
 * Seconds that a command tries a cluster which does not answer, unless `PROXMOX_VE_RETRY_SECONDS` says otherwise. A deploy tries
 * longer: behind a command somebody waits.
 */
const PATIENCE = 10;

/** Connects a command to a cluster, with the login of the environment. @throws as `readConnection` and `connect` do */
export function connectTo(
  cluster: ClusterSpec,
  environment: NodeJS.ProcessEnv,
  notice: Notice,
): Promise<PveClient> {
  return connect(readConnection(cluster, environment, PATIENCE), notice);
}

/** How a command reaches a cluster where the login is asked for. */
export function reachOf(cluster: ClusterSpec, environment: NodeJS.ProcessEnv): Reach {
  return readReach(cluster, environment, PATIENCE);
}
