import { Fn, Token } from "cdktf";
import { Construct } from "constructs";
import type { ProxmoxAccess } from "./access";
import { accessFault } from "./private/files/token-access";
import {
  type Faults,
  type NamesOf,
  check,
  checkText,
  checkWord,
  faultsAt,
  faultsOf,
  hasFault,
  listedFaults,
  pathFault,
  refuseFaults,
  variableFault,
  repeated,
} from "./private/checks";
import type { ProxmoxCluster } from "./cluster";
import { entryOf } from "./private/files/entry";
import { CaBundle } from "./private/files/ca-bundle";
import { ownedFile } from "./private/files/owned-file";
import {
  type TfvarsCluster,
  mapOfClusters,
  mapOfTokens,
  oneCluster,
  oneToken,
  quoted,
} from "./private/files/tfvars-text";

/** How the file names a cluster. */
export interface TerraformTfvarsNames {
  /** The PVE node's name. @default - the cluster's key */
  readonly nodeName?: string;
  /** @default - the cluster's key */
  readonly clusterName?: string;
  /** The SSH user of the downstream provider. @default "root" */
  readonly sshUsername?: string;
}

/** A cluster of the file with an access; the file waits until its token works. */
export interface TerraformTfvarsAccess extends TerraformTfvarsNames {
  /** Whose token it is. */
  readonly access: ProxmoxAccess;
}

/** A cluster of the file with an API token from anywhere else. */
export interface TerraformTfvarsCluster extends TerraformTfvarsNames {
  /** How the cluster is reached, and its key; a ProxmoxCluster is one. */
  readonly cluster: Pick<ProxmoxCluster, "key" | "endpoint"> & Partial<Pick<ProxmoxCluster, "insecure">>;
  /**
   * `user@realm!tokenid=secret`, as a reference: a sensitive `TerraformVariable`, another stack's output, an attribute of a
   * resource. A secret that is written here would be written into `cdktf.out`, so it is refused.
   */
  readonly apiToken: string;
}

/** One cluster of the file, with its settings. */
export type TerraformTfvarsEntry = TerraformTfvarsAccess | TerraformTfvarsCluster;

/** How the file presents the clusters. */
export type TfvarsShape = "map" | "object" | "split";

/** What a {@link TerraformTfvars} is given. */
export interface TerraformTfvarsProps {
  /** In the order of the file; an access as it is, or with the names that the file has for its cluster. */
  readonly clusters: readonly (ProxmoxAccess | TerraformTfvarsEntry)[];
  /** Relative to the project, or absolute. @default "terraform.tfvars" */
  readonly path?: string;
  /** @default "proxmox" */
  readonly variable?: string;
  /**
   * `map`: any number of clusters by their keys; `object`: the attributes of the only one; `split`: the map without
   * the tokens, and these in a variable of their own.
   * @default "map"
   */
  readonly shape?: TfvarsShape;
  /**
   * What `split` splits: a `map` of several clusters, or the `object` of the only one.
   * @default "map"
   */
  readonly splitShape?: "map" | "object";
  /**
   * The variable that holds the tokens of the split shape.
   * @default - `<variable>_api_token`
   */
  readonly tokenVariable?: string;
  /** `file` leaves the tokens out: {@link TokenFile} writes them. @default "state" */
  readonly secret?: "state" | "file";
}

/**
 * The variables file that a downstream workspace reads, 0600, written once every token in it works. A file that
 * is not ours is never overwritten. If a cluster of it has a `fingerprint` or a `caFile`, `proxmox-ca.pem` stands beside it, for
 * `SSL_CERT_FILE`.
 */
export class TerraformTfvars extends Construct {
  /** @throws Error with every fault of the props */
  public constructor(scope: Construct, id: string, props: TerraformTfvarsProps) {
    refuseFaults(scope, id, new.target.name, faultsOf(props, TFVARS, tfvarsFaults));
    super(scope, id);
    const settings = withEntries(props);
    const { path = "terraform.tfvars" } = settings;
    const accesses = settings.clusters.flatMap((entry) => ("access" in entry ? [entry.access] : []));
    CaBundle.beside(this, path, accesses);
    ownedFile(this, {
      path,
      content: content(settings),
      accesses,
      ssh: settings.clusters.map((entry) => {
        const { key } = clusterOf(entry);
        return { key, username: sshUsernameOf(entry), node: entry.nodeName ?? key };
      }),
    });
  }
}

/** The props, with the settings of each entry. */
type Props = Omit<TerraformTfvarsProps, "clusters"> & { readonly clusters: readonly TerraformTfvarsEntry[] };

function withEntries(props: TerraformTfvarsProps): Props {
  return { ...props, clusters: props.clusters.map(entryOf<TerraformTfvarsEntry>) };
}

function content(props: Props): string {
  const { variable = "proxmox", shape = "map", splitShape = "map" } = props;
  const secrets = props.secret !== "file";
  const clusters = props.clusters.map((entry) => describe(entry, secrets));
  const [only] = clusters;
  if (shape === "object" && only) return oneCluster(variable, only);
  if (shape === "map") return mapOfClusters(variable, clusters);
  const tokenVariable = props.tokenVariable ?? `${variable}_api_token`;
  const bare = clusters.map(({ apiToken: _, ...cluster }) => cluster);
  if (splitShape === "object" && only && bare[0]) {
    return oneCluster(variable, bare[0]) + (secrets ? oneToken(tokenVariable, only) : "");
  }
  return mapOfClusters(variable, bare) + (secrets ? mapOfTokens(tokenVariable, clusters) : "");
}

function describe(entry: TerraformTfvarsEntry, secrets: boolean): TfvarsCluster {
  const cluster = clusterOf(entry);
  return {
    key: cluster.key,
    name: entry.nodeName ?? cluster.key,
    clusterName: entry.clusterName ?? cluster.key,
    endpoint: cluster.endpoint,
    insecure: cluster.insecure ?? false,
    username: sshUsernameOf(entry),
    ...(secrets && { apiToken: tokenOf(entry) }),
  };
}

function sshUsernameOf({ sshUsername = "root" }: TerraformTfvarsNames): string {
  return sshUsername;
}

function clusterOf(entry: TerraformTfvarsEntry): TerraformTfvarsCluster["cluster"] {
  return "access" in entry ? entry.access.cluster : entry.cluster;
}

/** The token between the quotes of a string; a sensitive reference, however its giver declared it. */
function tokenOf(entry: TerraformTfvarsEntry): string {
  if ("apiToken" in entry) return Token.asString(Fn.sensitive(entry.apiToken));
  const { fullTokenid, secret } = entry.access.token;
  return `${quoted(fullTokenid)}=${secret}`;
}

/** The key of a cluster whose secret stands in the program. */
function exposedCluster(clusters: readonly TerraformTfvarsEntry[]): string | undefined {
  const exposed = clusters.find((entry) => "apiToken" in entry && !Token.isUnresolved(entry.apiToken));
  return exposed && clusterOf(exposed).key;
}

const TFVARS: NamesOf<TerraformTfvarsProps> = {
  clusters: true,
  path: true,
  variable: true,
  shape: true,
  splitShape: true,
  tokenVariable: true,
  secret: true,
};
const ENTRY: NamesOf<TerraformTfvarsAccess & TerraformTfvarsCluster> = {
  access: true,
  cluster: true,
  apiToken: true,
  nodeName: true,
  clusterName: true,
  sshUsername: true,
};
const CLUSTER: NamesOf<TerraformTfvarsCluster["cluster"]> = { key: true, endpoint: true, insecure: true };

function tfvarsFaults(props: TerraformTfvarsProps): Faults {
  const entries = listedFaults("clusters", props.clusters, (entry) =>
    faultsOf(entryOf<TerraformTfvarsEntry>(entry), ENTRY, entryFaults),
  );
  const isWrong = hasFault(entries);
  return {
    ...entries,
    ...(!isWrong && { clusters: clustersFault(withEntries(props)) }),
    path: check(props.path, pathFault),
    variable: check(props.variable, variableFault),
    tokenVariable: check(props.tokenVariable, (name) =>
      name === (props.variable ?? "proxmox") ? "is the name of `variable` too" : variableFault(name),
    ),
    shape: checkWord(props.shape, ["map", "object", "split"]),
    splitShape: checkWord(props.splitShape, ["map", "object"]),
    secret: checkWord(props.secret, ["state", "file"]),
  };
}

function entryFaults(entry: TerraformTfvarsEntry): Faults {
  const { nodeName, clusterName, sshUsername } = entry;
  return {
    nodeName: checkText(nodeName),
    clusterName: checkText(clusterName),
    sshUsername: checkText(sshUsername),
    ...("access" in entry ? { access: accessFault(entry.access) } : reachFaults(entry)),
  };
}

/** A ProxmoxCluster has more than is asked for here. */
function reachFaults({ cluster, apiToken }: TerraformTfvarsCluster): Faults {
  const { key, endpoint } = (cluster as TerraformTfvarsCluster["cluster"] | null | undefined) ?? {};
  const isReached = typeof key === "string" && typeof endpoint === "string";
  if (!isReached || typeof apiToken !== "string")
    return { access: "must be there, or `cluster` with key and endpoint, and `apiToken`" };
  return Construct.isConstruct(cluster) ? {} : faultsAt("cluster", faultsOf(cluster, CLUSTER));
}

function clustersFault({ clusters, shape, splitShape, secret }: Props): string | undefined {
  const twice = repeated(clusters.map((entry) => clusterOf(entry).key));
  if (twice !== undefined) return `cluster ${twice} is there twice`;
  const exposed = exposedCluster(clusters);
  if (exposed !== undefined) {
    return `the apiToken of cluster ${exposed} is the secret itself; give a reference, such as a sensitive TerraformVariable's stringValue`;
  }
  const single = shape === "object" || (shape === "split" && splitShape === "object");
  if (single && clusters.length !== 1) {
    return `the shape for one cluster was given ${String(clusters.length)}; use the shape "map" or "split"`;
  }
  if (secret === "file" && shape !== "split") return 'the tokens can be left out of the shape "split" only';
  return undefined;
}
