import { addressOf } from "../pve/names";
import { fetchAuthority } from "../pve/objects";
import { type ClusterSpec, type TrustNote, isPinned } from "../pve/spec";
import { UserError } from "../pve/user-error";
import { type PveClient, hostsOf, isForHost } from "../pve/wire";
import { connected } from "./connection";
import type { Call } from "./io";
import { readRequest } from "./read";
import { clusterRequest } from "./requests";
import { runFolder } from "./run-folder";
import { isReachedAlike } from "./tasks";

/**
 * Notes what the downstream provider needs to trust a cluster that is pinned by a fingerprint: it knows none. The state takes it
 * from the note, and the end of the deploy tells it.
 * @param former how the cluster was reached when the state took it last; it is not asked again
 */
export async function noteTrust(
  client: PveClient,
  cluster: ClusterSpec,
  former: ClusterSpec | undefined,
): Promise<void> {
  if (!isPinned(cluster) || (former !== undefined && isReachedAlike(former, cluster))) return;
  runFolder.noteTrust(cluster.key, await trustIn(client, cluster));
}

/**
 * `fetch-ca`: who waits for the note has not got it, since Terraform has recorded what was never done. It is fetched and noted; the
 * resource that called is tainted by the failure, and the next deploy takes it.
 */
export async function fetchCa(call: Call): Promise<void> {
  const { cluster } = readRequest(call.environment, clusterRequest);
  await connected(cluster, call, (client) => noteTrust(client, cluster, undefined));
  throw new UserError(
    "the cluster's CA was lost on its way and was fetched again. Deploy once more: that takes it.",
  );
}

async function trustIn(client: PveClient, { key, endpoint }: ClusterSpec): Promise<TrustNote> {
  const pem = await fetchAuthority(client);
  const { certificate, isVerified = false } = client.peer() ?? {};
  const without = isVerified ? "nothing is needed" : "its certificate was not verified";
  const ca = pem === undefined ? `# ${key}: ${without}\n` : `# ${key}\n${pem}`;
  // For this run another node may have been asked; the provider asks the one that is described.
  const isOther =
    client.endpoint === endpoint &&
    certificate !== undefined &&
    !isForHost(certificate, addressOf(endpoint).host);
  return { ca, ...(isOther && { otherHosts: hostsOf(certificate) }) };
}
