import { hclString } from "../../../files/hcl-string";
import { literal } from "../hcl";

/** What a downstream workspace is told about one cluster. */
export interface TfvarsCluster {
  /** The key in a map of clusters. */
  readonly key: string;
  /** The PVE node's name. */
  readonly name: string;
  readonly clusterName: string;
  readonly endpoint: string;
  readonly insecure: boolean;
  /** The SSH user of the downstream provider. */
  readonly username: string;
  /** `user@realm!tokenid=secret` between quotes, with a Terraform expression; left out where the token is elsewhere. */
  readonly apiToken?: string;
}

/** An attribute of HCL: its name and its value as text, already escaped. */
type Attribute = readonly [name: string, value: string];

/** The clusters as a map: `variable = { host3 = { … } }`. */
export function mapOfClusters(variable: string, clusters: readonly TfvarsCluster[]): string {
  const entries = clusters.map((cluster) => `  ${key(cluster.key)} = {\n${attributes(cluster, "    ")}  }\n`);
  return `${variable} = {\n${entries.join("")}}\n`;
}

/** One cluster: `variable = { … }`. */
export function oneCluster(variable: string, cluster: TfvarsCluster): string {
  return `${variable} = {\n${attributes(cluster, "  ")}}\n`;
}

/** The tokens of several clusters as a map of strings. */
export function mapOfTokens(variable: string, clusters: readonly TfvarsCluster[]): string {
  const entries = clusters.map(({ key: name, apiToken = "" }): Attribute => [key(name), `"${apiToken}"`]);
  return `${variable} = {\n${aligned(entries, "  ")}}\n`;
}

/** The token of one cluster. */
export function oneToken(variable: string, cluster: TfvarsCluster): string {
  return `${variable} = "${cluster.apiToken ?? ""}"\n`;
}

function attributes(cluster: TfvarsCluster, indent: string): string {
  const lines: Attribute[] = [
    ["name", text(cluster.name)],
    ["cluster_name", text(cluster.clusterName)],
    ["endpoint", text(cluster.endpoint)],
    ["insecure", String(cluster.insecure)],
    ["username", text(cluster.username)],
  ];
  if (cluster.apiToken !== undefined) lines.push(["api_token", `"${cluster.apiToken}"`]);
  return aligned(lines, indent);
}

/** As `tofu fmt` would align them. */
function aligned(lines: readonly Attribute[], indent: string): string {
  const width = Math.max(...lines.map(([name]) => name.length));
  return lines.map(([name, value]) => `${indent}${name.padEnd(width)} = ${value}\n`).join("");
}

/** A key that begins with a digit is no identifier. */
function key(name: string): string {
  return /^[A-Za-z_][A-Za-z0-9_-]*$/.test(name) ? name : text(name);
}

/** A string of the file, inside a Terraform template. */
function text(value: string): string {
  return `"${quoted(value)}"`;
}

/** The same without its quotes. */
export function quoted(value: string): string {
  return literal(hclString(value).slice(1, -1));
}
