import { inDoubleQuotes } from "../../../files/yaml-string";
import { type TokenAccess, apiUrl, full } from "./env-text";
import { literal } from "../hcl";

/** A cluster as proxmox-csi-plugin, proxmox-cloud-controller-manager and karpenter know it. */
export interface KubernetesCluster extends TokenAccess {
  /** `topology.kubernetes.io/region` of its nodes. */
  readonly region: string;
}

/** `clusters: [{ url, insecure, token_id, token_secret, region }]` */
export function kubernetesText(clusters: readonly KubernetesCluster[]): string {
  return `clusters:\n${clusters.map(entry).join("")}`;
}

function entry({ endpoint, insecure, region, secret, ...token }: KubernetesCluster): string {
  const lines = [
    `url: ${quoted(apiUrl(endpoint))}`,
    `insecure: ${String(insecure)}`,
    `token_id: ${quoted(full(token))}`,
    `token_secret: "${secret}"`,
    `region: ${quoted(region)}`,
  ];
  return `  - ${lines.join("\n    ")}\n`;
}

function quoted(text: string): string {
  return `"${literal(inDoubleQuotes(text))}"`;
}
