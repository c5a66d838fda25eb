import { Testing, type TerraformStack } from "cdktf";
import { withoutEscapes } from "../constructs/private/hcl";
import {
  type ClusterRequest,
  type DescribedCluster,
  ENVIRONMENT,
  type ObjectSpec,
  type ProvisionerCommand,
  type Settings,
  type StackRequest,
  type TokenFileRequest,
  decode,
  withoutIssues,
} from "../pve/spec";

/** A stack, or what `Testing.synth(stack)` or `Testing.synthScope(…)` gave for it. */
export type StackOrJson = TerraformStack | string;

/** What a stack does to one cluster. */
export interface ClusterAccess extends Pick<DescribedCluster, "cluster" | "reconcile"> {
  /** What is to be there after the deploy. */
  readonly objects: readonly ObjectSpec[];
  /** Why ACL entries are there, by their names. */
  readonly reasons: Settings;
  /** The full ids of the API tokens whose secrets the state has. */
  readonly kept: ReadonlySet<string>;
}

/** A file that a stack writes. */
export interface WrittenFile {
  /** As the stack's folder sees it, a Terraform template. */
  readonly filename: string;
  /** A Terraform template, in which expressions stand for the secrets. */
  readonly content: string;
}

/** Where a stack keeps its state, as Terraform reads it. */
export interface StateStore {
  /** The arguments of the one backend, by its type. */
  readonly backend?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** The arguments of HCP Terraform. */
  readonly cloud?: Readonly<Record<string, unknown>>;
  /** OpenTofu's encryption of state and plan. */
  readonly encryption?: object;
}

/** What a stack is about, read from the JSON that Terraform will get: nothing else can be deployed. */
export interface StackAccess {
  /** In the order of their keys. */
  readonly clusters: readonly ClusterAccess[];
  readonly files: readonly WrittenFile[];
  readonly tokenFiles: readonly TokenFileRequest[];
  readonly state: StateStore;
}

/** What is read of `cdk.tf.json`. */
interface Synthesized {
  readonly resource?: {
    readonly null_resource?: Readonly<Record<string, NullResource>>;
    readonly local_file?: Readonly<Record<string, WrittenFile>>;
  };
  readonly locals?: Readonly<Record<string, unknown>>;
  readonly terraform?: StateStore;
}

/** A local of a ProxmoxAcl whose paths have reasons. */
interface Reasons {
  readonly cluster: string;
  /** By the names of the entries. */
  readonly reasons: Settings;
}

/** A `null_resource`, in the ways that our constructs write one. */
interface NullResource {
  /** One expression where Terraform makes the map. */
  readonly triggers?: Settings | string;
  readonly for_each?: Settings;
  readonly lifecycle?: { readonly replace_triggered_by?: readonly string[] };
  readonly provisioner?: readonly { readonly "local-exec": LocalExec }[];
}

interface LocalExec {
  readonly command: string;
  readonly environment?: Readonly<Record<string, string>>;
}

/** Reads a stack. Nothing is run, and nothing but the stack is looked at. */
export function readStack(stack: StackOrJson): StackAccess {
  const text = typeof stack === "string" ? stack : Testing.synth(stack);
  const { resource = {}, locals = {}, terraform = {} } = JSON.parse(text) as Synthesized;
  const resources = Object.values(resource.null_resource ?? {});
  const reasons = Object.values(locals).filter(isReasons);
  return {
    clusters: resources
      .flatMap((each) => clusterOf(each, resources, reasons))
      .sort((one, other) => (one.cluster.key < other.cluster.key ? -1 : 1)),
    files: Object.values(resource.local_file ?? {}),
    tokenFiles: resources.flatMap((each) => requestOf(each, "finish")?.tokenFiles ?? []),
    state: terraform,
  };
}

/** A cluster is the resource that reconciles it: its triggers are the description. */
function clusterOf(
  resource: NullResource,
  all: readonly NullResource[],
  reasons: readonly Reasons[],
): ClusterAccess[] {
  const request = requestOf(resource, "reconcile");
  const { triggers = {}, lifecycle } = resource;
  if (request === undefined || typeof triggers === "string") return [];
  const { key } = request.cluster;
  const own = reasons.filter(({ cluster }) => cluster === key);
  return [
    {
      cluster: request.cluster,
      // Only what has another trigger at each plan replaces it.
      reconcile: lifecycle?.replace_triggered_by === undefined ? "on-change" : "always",
      objects: decode(withoutIssues(plain(triggers))),
      reasons: Object.assign({}, ...own.map((each) => plain(each.reasons))) as Settings,
      kept: new Set(all.flatMap((each) => keptTokens(each, key))),
    },
  ];
}

/** The tokens of a cluster whose secrets a resource keeps: it has them issued anew, should they be lost. */
function keptTokens(resource: NullResource, key: string): readonly string[] {
  const { triggers = {}, for_each: each } = resource;
  if (requestOf(resource, "reissue")?.cluster.key !== key || typeof triggers === "string") return [];
  return Object.values(plain(each ?? { token: triggers["token"] ?? "" }));
}

function isReasons(local: unknown): local is Reasons {
  return typeof local === "object" && local !== null && "cluster" in local && "reasons" in local;
}

/** A map as Terraform reads it. */
function plain(escaped: Settings): Settings {
  const texts = Object.entries(escaped).map(([name, value]) => [withoutEscapes(name), withoutEscapes(value)]);
  return Object.fromEntries(texts) as Settings;
}

/** The commands whose requests are read. */
type Requests = {
  readonly reconcile: ClusterRequest;
  readonly reissue: ClusterRequest;
  readonly finish: StackRequest;
};

/** What the resource asks of the provisioner by that command; undefined if it does not. */
function requestOf<C extends ProvisionerCommand & keyof Requests>(
  { provisioner = [] }: NullResource,
  command: C,
): Requests[C] | undefined {
  const call = provisioner.map((each) => each["local-exec"]).find((each) => each.command === command);
  const text = call?.environment?.[ENVIRONMENT.request];
  return text === undefined ? undefined : (JSON.parse(withoutEscapes(text)) as Requests[C]);
}
