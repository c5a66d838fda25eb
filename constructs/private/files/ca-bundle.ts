import { dirname, join, normalize } from "node:path";
import { TerraformStack } from "cdktf";
import { Construct, type IConstruct } from "constructs";
import type { ProxmoxAccess } from "../../access";
import type { ProxmoxCluster } from "../../cluster";
import { trustOf } from "../cluster-trust";
import { lateText } from "../resources/late";
import { Settled } from "../settled";
import { idOf } from "./ids";
import { ownedFile, quotedFilename } from "./owned-file";

const NAME = "proxmox-ca.pem";

/**
 * The CAs of all clusters whose certificates need more than what every tool knows, in one file beside the files that are written
 * for them. Go's `SSL_CERT_FILE` names one file, so there is one a folder. It holds no secret, and is written as the files with
 * secrets are: what it says is trusted.
 */
export class CaBundle extends Construct {
  /** That of a file's folder; undefined where none of these accesses needs one. */
  public static beside(
    scope: IConstruct,
    file: string,
    accesses: readonly ProxmoxAccess[],
  ): CaBundle | undefined {
    const stack = TerraformStack.of(scope);
    const clusters = accesses
      .filter((access) => TerraformStack.of(access) === stack)
      .map(({ cluster }) => cluster)
      .filter((cluster) => trustOf(cluster) !== undefined);
    if (clusters.length === 0) return undefined;
    const path = join(dirname(normalize(file)), NAME);
    const existing = stack.node.tryFindChild(idOf("ca", path));
    const bundle = existing instanceof CaBundle ? existing : new CaBundle(stack, path);
    for (const cluster of clusters) bundle.#enter(cluster);
    return bundle;
  }

  readonly #path: string;
  readonly #keys: string[] = [];
  readonly #texts = new Map<string, string>();

  private constructor(stack: TerraformStack, path: string) {
    super(stack, idOf("ca", path));
    this.#path = path;
    const content = lateText(() => [...this.#texts.values()].map((text) => `\${${text}}`).join(""));
    const file = ownedFile(this, { path, content, accesses: [] });
    const settled = Settled.of(this);
    settled.waitFor(file);
    settled.tellBundle({ path, clusters: this.#keys });
  }

  /** `export NAME='…'` with the absolute path for a POSIX shell, as a Terraform template; empty where the cluster needs none. */
  public exportLine(cluster: ProxmoxCluster, variable: string): string {
    const text = this.#texts.get(cluster.key) ?? '""';
    const path = `replace(abspath(${quotedFilename(this, this.#path)}), "'", "'\\\\''")`;
    return `\${length(regexall("BEGIN CERTIFICATE", ${text})) > 0 ? "export ${variable}='\${${path}}'\\n" : ""}`;
  }

  #enter(cluster: ProxmoxCluster): void {
    const text = trustOf(cluster);
    if (text === undefined || this.#texts.has(cluster.key)) return;
    this.#texts.set(cluster.key, text);
    this.#keys.push(cluster.key);
  }
}
