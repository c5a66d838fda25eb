import { chmodSync, mkdirSync } from "node:fs";
import { TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { ProxmoxAccess } from "./access";
import { keepStatePrivate, useBackend } from "./backend";
import type { ProxmoxCluster } from "./cluster";
import {
  type ClusterConfiguration,
  type Identity,
  type ProxmoxConfiguration,
  type TfvarsConfiguration,
  identitiesOf,
} from "../configuration";
import { warnOfForgotten } from "./private/deployed";
import { type OutputEntry, writeOutputs } from "./private/outputs";
import { stackFolder } from "./private/project-path";
import { encryptState } from "./private/state-encryption";
import { TerraformTfvars, type TerraformTfvarsAccess } from "./tfvars";
import { TokenFile } from "./token-file";

/** All identities on all clusters of a configuration, and the files that name them: what `main.ts` deploys. */
export class ProxmoxBootstrapStack extends TerraformStack {
  /** By the cluster's key, with `-` and its name behind it for an identity that has one. */
  public readonly accesses: ReadonlyMap<string, ProxmoxAccess>;
  /** The file of the identities that the clusters themselves describe, unless every one of them is absent. */
  public readonly tfvars: TerraformTfvars | undefined;

  /** @throws Error with every fault that the configuration's own check cannot know */
  public constructor(scope: Construct, id: string, configuration: ProxmoxConfiguration) {
    super(scope, id);
    useBackend(this, configuration.backend);
    if (configuration.stateEncryption) encryptState(this, configuration.stateEncryption);
    const { tfvars } = configuration;
    const entries = Object.entries(configuration.clusters).flatMap(([key, cluster]) =>
      identitiesOf(key, cluster).map((identity) => this.#entry(key, cluster, identity, tfvars.secret)),
    );
    this.accesses = new Map(entries.map(({ id: name, access }) => [name, access]));
    const present = entries.filter(({ access }) => access.present);
    const own = present.filter(({ id: name, access }) => name === access.cluster.key);
    this.tfvars = this.#files(own, tfvars);
    writeOutputs(this, present);
    warnOfForgotten(this);
  }

  /** Called by cdktf before it writes the stack: nothing in the stack's folder is for other users of the machine. */
  public override prepareStack(): void {
    super.prepareStack();
    keepStatePrivate(this);
    mkdirSync(stackFolder(this), { recursive: true, mode: 0o700 });
    chmodSync(stackFolder(this), 0o700);
  }

  #entry(
    key: string,
    configuration: ClusterConfiguration,
    { id, access: described, outputs }: Identity,
    secret: "state" | "file",
  ): OutputEntry {
    const { nodeName, clusterName, sshUsername } = configuration;
    const cluster = clusterOf(key, configuration);
    const access = new ProxmoxAccess(this, id, { cluster, ...described, secret });
    return { id, access, nodeName, clusterName, sshUsername, outputs };
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

function clusterOf(key: string, configuration: ClusterConfiguration): ProxmoxCluster {
  const { endpoint, insecure, caFile, fingerprint, pveVersion, reconcile } = configuration;
  return {
    ...{ key, endpoint, insecure, reconcile },
    ...(caFile !== undefined && { caFile }),
    ...(fingerprint !== undefined && { fingerprint }),
    ...(pveVersion !== undefined && { pveVersion }),
  };
}

/** Beside the variables file, under a name that Terraform reads by itself. */
function tokenPath(path: string): string {
  return `${path.replace(/(\.auto)?\.tfvars$/, "")}.token.auto.tfvars`;
}
