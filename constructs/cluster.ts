import { Annotations, Aspects } from "cdktf";
import { Construct } from "constructs";
import {
  clusterKeyFault,
  constructIdFault,
  endpointFault,
  missingPort,
  normaliseEndpoint,
} from "../pve/names";
import { type PveReleaseName, releaseFault } from "../pve/privileges";
import { type ClusterSpec, listOf, withEndpoints, withFingerprints } from "../pve/spec";
import {
  type Faults,
  type NamesOf,
  check,
  checkFlag,
  checkOneOrMore,
  checkText,
  checkWord,
  faultsOf,
  refuseFaults,
} from "./private/checks";
import { ClusterResources } from "./private/cluster-resources";
import { keepTrust } from "./private/cluster-trust";
import { fromStackFolder } from "./private/project-path";
import { reductionWarnings } from "./private/reduction-warnings";

/** How a Proxmox VE cluster (or a single node) is reached. */
export interface ProxmoxClusterProps {
  /**
   * `https://host:8006` of any node, or what a reverse proxy has it at: `https://pve.example.org:443/cluster1`. A trailing `/` or
   * `/api2/json` is tolerated. Without a port it is 443, with a warning. With several, a run uses the first one that can be
   * reached; the first of the list stands for the cluster, and is what files get.
   */
  readonly endpoint: string | readonly string[];
  /**
   * Switches certificate verification off, with a warning by every process that connects.
   * @default false: the certificate is verified
   */
  readonly insecure?: boolean;
  /**
   * PEM file of the CA that issued the node's certificate, relative to the project.
   * @default - the system's CAs
   */
  readonly caFile?: string;
  /**
   * SHA-256 fingerprint of the node's certificate, as the PVE web page and `pvenode cert info` print it; for several endpoints
   * those of all nodes, in any order. What the downstream provider needs instead is written beside its file, as `TerraformTfvars`
   * says.
   * @default - none; the certificate has to be trusted by a CA
   */
  readonly fingerprint?: string | readonly string[];
  /**
   * PVE version that profiles are resolved for at synth, such as `9.2`, so that the plan shows every privilege.
   * @default - the provisioner asks the node and resolves for what it answers
   */
  readonly pveVersion?: PveReleaseName;
  /**
   * `always` looks at every object on each deploy and repairs what was changed by hand; the plan is then never empty.
   * @default "on-change": the cluster is looked at when its description changes
   */
  readonly reconcile?: "on-change" | "always";
  /**
   * Names the cluster in the tfvars file, in marks and in `PROXMOX_VE_<KEY>_…` variables: letters, digits, `-` and `_`.
   * @default - the construct's id
   */
  readonly key?: string;
}

/**
 * A Proxmox VE cluster. What is described of it is deployed by one process with one login. A cluster that is taken out of the
 * program is emptied of what was deployed in it by the next deploy.
 */
export class ProxmoxCluster extends Construct {
  /** Names the cluster; no two clusters of a stack have the same. */
  public readonly key: string;
  /** `https://host:8006`, and the path of a reverse proxy, normalised: the port is always there. The first one of several. */
  public readonly endpoint: string;
  /** Whether certificate verification is off. */
  public readonly insecure: boolean;
  /** What profiles are resolved for at synth; undefined: by the provisioner, for the node's version. */
  public readonly pveVersion: PveReleaseName | undefined;

  /** @throws Error with every fault of the props, and when the stack has a cluster with that key */
  public constructor(scope: Construct, id: string, props: ProxmoxClusterProps) {
    refuseFaults(
      scope,
      id,
      new.target.name,
      faultsOf(props, CLUSTER, () => clusterFaults(id, props)),
    );
    super(scope, id);
    this.key = props.key ?? id;
    this.insecure = props.insecure ?? false;
    this.pveVersion = props.pveVersion;
    const spec = this.#spec(props);
    this.endpoint = spec.endpoint;
    for (const notice of new Set(listOf(props.endpoint).map(missingPort)))
      if (notice !== undefined) Annotations.of(this).addWarning(notice);
    const resources = new ClusterResources(this, spec, props.reconcile ?? "on-change");
    keepTrust(this, spec);
    // All objects are known when the stack is synthesized.
    Aspects.of(resources.reconcile).add({ visit: () => this.#warn(resources) });
  }

  #spec({ endpoint, caFile, fingerprint }: ProxmoxClusterProps): ClusterSpec {
    return {
      key: this.key,
      ...withEndpoints(listOf(endpoint).map(normalised)),
      insecure: this.insecure,
      ...(caFile !== undefined && { caFile: fromStackFolder(this, caFile) }),
      ...withFingerprints(fingerprint),
    };
  }

  #warn({ objects }: ClusterResources): void {
    for (const warning of reductionWarnings(this, objects)) Annotations.of(this).addWarning(warning);
  }
}

function normalised(endpoint: string): string {
  return normaliseEndpoint(endpoint, "endpoint");
}

const CLUSTER: NamesOf<ProxmoxClusterProps> = {
  endpoint: true,
  insecure: true,
  caFile: true,
  fingerprint: true,
  pveVersion: true,
  reconcile: true,
  key: true,
};

function clusterFaults(id: string, props: ProxmoxClusterProps): Faults {
  return {
    id: constructIdFault(id),
    key: check(props.key === undefined ? id : props.key, clusterKeyFault),
    ...checkOneOrMore("endpoint", props.endpoint, endpointFault, normalised),
    insecure: checkFlag(props.insecure),
    caFile: checkText(props.caFile),
    ...(props.fingerprint !== undefined && checkOneOrMore("fingerprint", props.fingerprint)),
    pveVersion: props.pveVersion === undefined ? undefined : releaseFault(props.pveVersion),
    reconcile: checkWord(props.reconcile, ["on-change", "always"]),
  };
}
