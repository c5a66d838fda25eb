import { Construct } from "constructs";
import type { ProxmoxAccess } from "./access";
import { entryOf } from "./private/files/entry";
import { kubernetesText } from "./private/files/kubernetes-text";
import { ownedFile } from "./private/files/owned-file";
import { tokenAccess } from "./private/files/token-access";
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
  public constructor(scope: Construct, id: string, { clusters, path }: KubernetesFileProps) {
    super(scope, id);
    const entries: readonly KubernetesFileEntry[] = clusters.map(entryOf<KubernetesFileEntry>);
    const texts = entries.map(({ access, region = access.cluster.key }) => {
      return { ...tokenAccess(access), region };
    });
    const accesses = entries.map(({ access }) => access);
    ownedFile(this, { path, content: kubernetesText(texts), accesses });
  }
}
