import { Construct } from "constructs";
import type { ProxmoxAccess } from "./access";
import {
  type Faults,
  type NamesOf,
  checkGiven,
  checkText,
  faultsOf,
  listedFaults,
  pathFault,
  refuseFaults,
} from "./private/checks";
import { entryOf } from "./private/files/entry";
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
  /** In the order of the file; an access as it is, or with a region. */
  readonly clusters: readonly (ProxmoxAccess | KubernetesFileEntry)[];
  /** Relative to the project, or absolute. */
  readonly path: string;
}

/** The YAML configuration of proxmox-csi-plugin, proxmox-cloud-controller-manager and karpenter, 0600. */
export class KubernetesFile extends Construct {
  /** @throws Error with every fault of the props */
  public constructor(scope: Construct, id: string, props: KubernetesFileProps) {
    refuseFaults(scope, id, new.target.name, faultsOf(props, KUBERNETES, kubernetesFaults));
    super(scope, id);
    const { clusters, path } = props;
    const entries: readonly KubernetesFileEntry[] = clusters.map(entryOf<KubernetesFileEntry>);
    const texts = entries.map(({ access, region = access.cluster.key }) => {
      return { ...tokenAccess(access), region };
    });
    const accesses = entries.map(({ access }) => access);
    ownedFile(this, { path, content: kubernetesText(texts), accesses });
  }
}

const KUBERNETES: NamesOf<KubernetesFileProps> = { clusters: true, path: true };
const ENTRY: NamesOf<KubernetesFileEntry> = { access: true, region: true };

function kubernetesFaults({ clusters, path }: KubernetesFileProps): Faults {
  return {
    ...listedFaults("clusters", clusters, (entry) => entryFaults(entryOf<KubernetesFileEntry>(entry))),
    path: checkGiven(path, pathFault),
  };
}

function entryFaults(entry: KubernetesFileEntry): Faults {
  return faultsOf(entry, ENTRY, ({ access, region }) => ({
    access: accessFault(access),
    region: checkText(region),
  }));
}
