import { Construct } from "constructs";
import {
  type Faults,
  checkGiven,
  checkText,
  faultsOf,
  listedFaults,
  pathFault,
  refuseFaults,
} from "./private/checks";
import { kubernetesText } from "./private/files/kubernetes-text";
import { ownedFile } from "./private/files/owned-file";
import { accessFault, tokenAccess } from "./private/files/token-access";
import type { TerraformTfvarsAccess } from "./tfvars";

/** A cluster and the region that Kubernetes knows it by. */
export interface KubernetesFileEntry extends Pick<TerraformTfvarsAccess, "access"> {
  /** @default - the cluster's key */
  readonly region?: string;
}

/** What a {@link KubernetesFile} is given. */
export interface KubernetesFileProps {
  /** In the order of the file. */
  readonly clusters: readonly KubernetesFileEntry[];
  /** Relative to the project, or absolute. */
  readonly path: string;
}

/** The YAML configuration of proxmox-csi-plugin, proxmox-cloud-controller-manager and karpenter, 0600. */
export class KubernetesFile extends Construct {
  /** @throws Error with every fault of the props */
  public constructor(scope: Construct, id: string, props: KubernetesFileProps) {
    refuseFaults(scope, id, new.target.name, faultsOf(props, kubernetesFaults));
    super(scope, id);
    const { clusters, path } = props;
    const entries = clusters.map(({ access, region = access.cluster.key }) => {
      return { ...tokenAccess(access), region };
    });
    const accesses = clusters.map(({ access }) => access);
    ownedFile(this, { path, content: kubernetesText(entries), accesses });
  }
}

function kubernetesFaults({ clusters, path }: KubernetesFileProps): Faults {
  return {
    ...listedFaults("clusters", clusters, ({ access, region }) => accessFault(access) ?? checkText(region)),
    path: checkGiven(path, pathFault),
  };
}
