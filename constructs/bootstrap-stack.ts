import { chmodSync, mkdirSync } from "node:fs";
import { TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { ProxmoxAccess } from "./access";
import { keepStatePrivate, useBackend } from "./backend";
import type { ClusterConfiguration, ProxmoxConfiguration, TfvarsConfiguration } from "./config";
import { warnOfForgotten } from "./deployed";
import { stackFolder } from "./project-path";
import { encryptState } from "./state-encryption";
import { TerraformTfvars, type TerraformTfvarsAccess } from "./tfvars";
import { TokenFile } from "./token-file";

/** All clusters of a configuration, and the file that names them: what `main.ts` deploys. */
export class ProxmoxBootstrapStack extends TerraformStack {
  /** One access a cluster, by the cluster's key. */
  public readonly accesses: ReadonlyMap<string, ProxmoxAccess>;
  /** The file, unless every cluster is absent. */
  public readonly tfvars: TerraformTfvars | undefined;

  /** @throws Error with every fault that the configuration's own check cannot know */
  public constructor(scope: Construct, id: string, configuration: ProxmoxConfiguration) {
    super(scope, id);
    useBackend(this, configuration.backend);
    if (configuration.stateEncryption) encryptState(this, configuration.stateEncryption);
    const { tfvars } = configuration;
    const clusters = Object.entries(configuration.clusters);
    const entries = clusters.map(([key, cluster]) => this.#entry(key, cluster, tfvars.secret));
    this.accesses = new Map(entries.map((entry) => [entry.access.cluster.key, entry.access]));
    this.tfvars = this.#files(
      entries.filter(({ access }) => access.present),
      tfvars,
    );
    warnOfForgotten(this);
  }

  /** Called by cdktf before it writes the stack: nothing in the stack's folder is for other users of the machine. */
  public override prepareStack(): void {
    super.prepareStack();
    keepStatePrivate(this);
    mkdirSync(stackFolder(this), { recursive: true, mode: 0o700 });
    chmodSync(stackFolder(this), 0o700);
  }

  #entry(key: string, configuration: ClusterConfiguration, secret: "state" | "file"): TerraformTfvarsAccess {
    const {
      nodeName,
      clusterName,
      sshUsername,
      user,
      role,
      acl,
      token,
      adopt,
      removalPolicy,
      ensure,
      ...cluster
    } = configuration;
    const access = new ProxmoxAccess(this, key, {
      cluster: { key, ...cluster },
      user,
      role,
      acl,
      token,
      adopt,
      ...(removalPolicy !== undefined && { removalPolicy }),
      ensure,
      secret,
    });
    return { access, nodeName, clusterName, sshUsername };
  }

  #files(
    entries: readonly TerraformTfvarsAccess[],
    tfvars: TfvarsConfiguration,
  ): TerraformTfvars | undefined {
    if (entries.length === 0) return undefined;
    if (tfvars.secret === "file") {
      new TokenFile(this, "token-file", {
        accesses: entries.map(({ access }) => access),
        path: tokenPath(tfvars.path),
        variable: `${tfvars.variable}_api_token`,
        shape: tfvars.splitShape,
      });
    }
    return new TerraformTfvars(this, "tfvars", { clusters: entries, ...tfvars });
  }
}

/** Beside the variables file, under a name that Terraform reads by itself. */
function tokenPath(path: string): string {
  return `${path.replace(/(\.auto)?\.tfvars$/, "")}.token.auto.tfvars`;
}
