import { type TerraformElement, TerraformStack } from "cdktf";
import type { Construct, Node } from "constructs";
import {
  type AccessConfiguration,
  type ClusterConfiguration,
  type ProxmoxConfiguration,
  type TfvarsConfiguration,
  groupsOf,
  identitiesOf,
} from "../configuration";
import { ProxmoxAccess } from "./access";
import type { ProxmoxAccessProps } from "./access-props";
import { ProxmoxCluster } from "./cluster";
import type { ProxmoxGroup } from "./group";
import { useBackend } from "./private/state/backend";
import { type OutputEntry, writeOutputs } from "./private/files/outputs";
import { grantedGroup } from "./private/granted-group";
import { LogicalIds } from "./private/logical-ids";
import { given } from "./private/object-props";
import { useStateEncryption } from "./private/state/state-encryption";
import { ProxmoxRole } from "./role";
import { TerraformTfvars } from "./tfvars";
import { TokenFile } from "./token-file";
import { ProxmoxUser } from "./user";

/** All identities on all clusters of a configuration, and the files that name them: what `main.ts` deploys. */
export class ProxmoxBootstrapStack extends TerraformStack {
  /** By the cluster's key, with `/` and its name behind it for an identity that has one. */
  public readonly accesses: ReadonlyMap<string, ProxmoxAccess>;
  readonly #ids = new LogicalIds();

  /** @throws Error with every fault that the configuration's own check cannot know */
  public constructor(scope: Construct, id: string, configuration: ProxmoxConfiguration) {
    super(scope, id);
    useBackend(this, configuration.backend);
    useStateEncryption(this, configuration.stateEncryption);
    const { tfvars } = configuration;
    const entries = Object.entries(configuration.clusters).flatMap(([key, cluster]) =>
      this.#entries(key, cluster, tfvars.secret),
    );
    this.accesses = new Map(entries.map(({ id, cluster }) => [id, cluster.access]));
    this.#files(
      entries.filter(({ id, cluster }) => id === cluster.access.cluster.key),
      tfvars,
    );
    writeOutputs(this, entries);
  }

  /** Called by cdktf to name what it emits. @throws Error for two constructs that would have the same name */
  protected override allocateLogicalId(element: TerraformElement | Node): string {
    return this.#ids.allocate(element, this);
  }

  #entries(key: string, configuration: ClusterConfiguration, secret: "state" | "file"): OutputEntry[] {
    const { endpoint, insecure, caFile, fingerprint, pveVersion, reconcile } = configuration;
    const { nodeName, clusterName, sshUsername } = configuration;
    const how = { endpoint, ...given({ insecure, caFile, fingerprint, pveVersion, reconcile }) };
    const cluster = new ProxmoxCluster(this, key, how);
    const groups = new Map(
      groupsOf(key, configuration).map(({ groupid, group }) => [
        groupid,
        grantedGroup(cluster, groupid, group),
      ]),
    );
    const users = new Map<string, ProxmoxUser>();
    return identitiesOf(key, configuration).map(
      ({ id, name = OWN, access: described, makesUser, outputs }) => {
        const { userid } = described.user;
        const props = accessProps(cluster, described, { groups, user: users.get(userid) });
        const access = new ProxmoxAccess(cluster, name, { ...props, secret });
        if (makesUser) users.set(userid, access.user);
        return { id, cluster: { access, nodeName, clusterName, sshUsername }, outputs };
      },
    );
  }

  /** The file of the identities that the clusters themselves describe. */
  #files(entries: readonly OutputEntry[], tfvars: TfvarsConfiguration): void {
    if (entries.length === 0) return;
    if (tfvars.secret === "file") {
      new TokenFile(this, "token-file", {
        clusters: entries.map(({ cluster }) => cluster.access),
        path: tokenPath(tfvars.path),
        variable: `${tfvars.variable}_api_token`,
        shape: tfvars.splitShape,
      });
    }
    new TerraformTfvars(this, "tfvars", { clusters: entries.map(({ cluster }) => cluster), ...tfvars });
  }
}

/**
 * What exists already is named, and an identity that is granted nothing has no role.
 * @param made the groups of the cluster, and the user if another identity has made it
 */
function accessProps(
  cluster: ProxmoxCluster,
  { user, role, ...rest }: AccessConfiguration,
  made: { readonly groups: ReadonlyMap<string, ProxmoxGroup>; readonly user: ProxmoxUser | undefined },
): ProxmoxAccessProps {
  const groups = user.groups?.map((groupid) => made.groups.get(groupid) ?? groupid);
  const own =
    user.existing === undefined
      ? { ...user, ...(groups && { groups }) }
      : ProxmoxUser.named(cluster, user.existing);
  const props = { ...rest, cluster, user: made.user ?? own };
  if (rest.acl?.length === 0) return props;
  return { ...props, role: role.existing === undefined ? role : ProxmoxRole.named(cluster, role.existing) };
}

/** The id of the access that the cluster itself describes; no identity is called so. */
const OWN = "access";

/** Beside the variables file, under a name that Terraform reads by itself. */
function tokenPath(path: string): string {
  return `${path.replace(/(\.auto)?\.tfvars$/, "")}.token.auto.tfvars`;
}
