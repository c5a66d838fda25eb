import { isAbsolute } from "node:path";
import { Resource as NullResource } from "@cdktf/provider-null/lib/resource";
import type { Construct } from "constructs";
import { hclString } from "../../files/hcl-string";
import { type ClusterSpec, encodeCluster, isPinned } from "../../pve/spec";
import { ClusterResources } from "./cluster-resources";
import { address, runAfter } from "./resources/dependencies";
import { literal } from "./hcl";
import { localExec } from "./provisioner";
import { caIn } from "./resources/run-files";
import { Settled } from "./settled";

const trusts = new WeakMap<Construct, string>();

/**
 * What the tools that come after us have to trust of a cluster: they know no fingerprints. Where the cluster is pinned by one, a
 * resource keeps what the connected process has noted, so that another machine with the state has it too. It is read anew when
 * the cluster is reached in another way. Where a CA file is trusted, it is that file.
 */
export function keepTrust(cluster: Construct, spec: ClusterSpec): void {
  const { key, insecure, caFile } = spec;
  if (isPinned(spec)) trusts.set(cluster, `${address(kept(cluster, spec))}.triggers.ca`);
  else if (!insecure && caFile !== undefined) trusts.set(cluster, inFile(key, caFile));
}

/**
 * Terraform expression of PEM certificates below a comment, without certificates where the tools need none. Undefined for a cluster
 * of which nothing is said, and for an insecure one.
 */
export function trustOf(cluster: Construct): string | undefined {
  return trusts.get(cluster);
}

/** No identity has a name that begins with `pve`. */
const ID = "pve-ca";

function kept(cluster: Construct, spec: ClusterSpec): NullResource {
  const settled = Settled.of(cluster);
  const resources = ClusterResources.of(cluster);
  const reach = Object.entries(encodeCluster(spec)).map(([name, value]) => [name, literal(value)] as const);
  const resource = new NullResource(cluster, ID, {
    triggers: { ...Object.fromEntries(reach), ca: caIn(spec.key) },
    provisioners: [
      localExec(cluster, "fetch-ca", {
        unless: 'self.triggers.ca != ""',
        request: () => resources.request(cluster),
      }),
    ],
    lifecycle: { ignoreChanges: ['triggers["ca"]'] },
  });
  runAfter(resource, resources.reconcile);
  settled.waitFor(resource);
  return resource;
}

function inFile(key: string, caFile: string): string {
  const path = `${isAbsolute(caFile) ? "" : "${path.module}/"}${hclString(caFile).slice(1, -1)}`;
  const certificate = "-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----";
  return `format("# %s\\n%s\\n", ${hclString(key)}, join("\\n", regexall(${hclString(certificate)}, file("${path}"))))`;
}
