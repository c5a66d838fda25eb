import type { IConstruct } from "constructs";
import { normaliseEndpoint } from "../pve/names/endpoint";
import type { ClusterSpec } from "../pve/spec";
import { fromStackFolder } from "./private/project-path";

/** A Proxmox VE cluster (or a single node) and how it is reached. */
export interface ProxmoxCluster {
  /** Names the cluster in Terraform, in the tfvars file and in `PROXMOX_VE_<KEY>_…` variables. */
  readonly key: string;
  /** `https://host:8006` of any node; a trailing `/` or `/api2/json` is tolerated. */
  readonly endpoint: string;
  /**
   * Switches certificate verification off, with a warning at each deploy.
   * @default false: the certificate is verified
   */
  readonly insecure?: boolean;
  /**
   * PEM file of the CA that issued the node's certificate, relative to the project.
   * @default - the system's CAs
   */
  readonly caFile?: string;
  /**
   * SHA-256 fingerprint of the node's certificate, as the PVE web page and `pvenode cert info` print it.
   * @default - none; the certificate has to be trusted by a CA
   */
  readonly fingerprint?: string;
  /**
   * PVE version that a role's profile is resolved for at synth, such as `9.2`, so that the plan shows every privilege.
   * @default - the provisioner asks the node and resolves for what it answers
   */
  readonly pveVersion?: string;
  /**
   * `always` looks at every object on each deploy and repairs what was changed by hand; the plan is then never empty.
   * @default "on-change": an object is looked at when its description changes
   */
  readonly reconcile?: "on-change" | "always";
}

/**
 * The cluster as the provisioner gets it.
 *
 * @throws Error when the key or the endpoint cannot be used
 */
export function clusterSpec(scope: IConstruct, cluster: ProxmoxCluster): ClusterSpec {
  if (!/^[A-Za-z0-9][A-Za-z0-9_-]*$/.test(cluster.key)) {
    throw new Error(
      `${scope.node.path}: the cluster key ${JSON.stringify(cluster.key)} may hold letters, digits, "-" and "_" only.`,
    );
  }
  return {
    key: cluster.key,
    endpoint: normaliseEndpoint(cluster.endpoint, `${scope.node.path}: endpoint of cluster ${cluster.key}`),
    insecure: cluster.insecure ?? false,
    ...(cluster.caFile !== undefined && { caFile: fromStackFolder(scope, cluster.caFile) }),
    ...(cluster.fingerprint !== undefined && { fingerprint: cluster.fingerprint }),
  };
}
