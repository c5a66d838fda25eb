import type { File as LocalFile } from "@cdktf/provider-local/lib/file";
import { Construct } from "constructs";
import { kubernetesText } from "./private/kubernetes-text";
import { ownedFile } from "./private/owned-file";
import { type TerraformTfvarsAccess, tokenAccess } from "./tfvars";

/** A cluster and the region that Kubernetes knows it by. */
export interface KubernetesFileEntry extends Pick<TerraformTfvarsAccess, "access"> {
  /** @default - the cluster's key */
  readonly region?: string;
}

/** What a {@link KubernetesFile} is given. */
export interface KubernetesFileProps {
  /** In the order of the file. */
  readonly clusters: readonly KubernetesFileEntry[];
  /** Relative to the project. */
  readonly path: string;
  /** The setting that names another path. @default "path" */
  readonly setting?: string;
}

/** The YAML configuration of proxmox-csi-plugin, proxmox-cloud-controller-manager and karpenter, 0600. */
export class KubernetesFile extends Construct {
  /** The file as Terraform's `local_file`. */
  public readonly file: LocalFile;

  public constructor(
    scope: Construct,
    id: string,
    { clusters, path, setting = "path" }: KubernetesFileProps,
  ) {
    super(scope, id);
    const entries = clusters.map(({ access, region = access.cluster.key }) => {
      return { ...tokenAccess({ access }), region };
    });
    const accesses = clusters.map(({ access }) => access);
    this.file = ownedFile(this, { path, content: kubernetesText(entries), accesses, setting });
  }
}
