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
  readonly terraform?: StateStore;
}

/** A `null_resource`, in the ways that our constructs write one. */
interface NullResource {
  /** One expression where Terraform makes the map. */
  readonly triggers?: Settings | string;
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
  const { resource = {}, terraform = {} } = JSON.parse(text) as Synthesized;
  const resources = Object.values(resource.null_resource ?? {});
  return {
    clusters: resources
      .flatMap(clusterOf)
      .sort((one, other) => (one.cluster.key < other.cluster.key ? -1 : 1)),
    files: Object.values(resource.local_file ?? {}),
    tokenFiles: resources.flatMap((each) => requestOf(each, "finish")?.tokenFiles ?? []),
    state: terraform,
  };
}

/** A cluster is the resource that reconciles it: its triggers are the description. */
function clusterOf(resource: NullResource): ClusterAccess[] {
  const request = requestOf(resource, "reconcile");
  const { triggers = {}, lifecycle } = resource;
  if (request === undefined || typeof triggers === "string") return [];
  const settings = Object.entries(triggers).map(([name, value]) => [
    withoutEscapes(name),
    withoutEscapes(value),
  ]);
  return [
    {
      cluster: request.cluster,
      // Only what has another trigger at each plan replaces it.
      reconcile: lifecycle?.replace_triggered_by === undefined ? "on-change" : "always",
      objects: decode(withoutIssues(Object.fromEntries(settings) as Settings)),
    },
  ];
}

/** The commands whose requests are read. */
type Requests = { readonly reconcile: ClusterRequest; readonly finish: StackRequest };

/** What the resource asks of the provisioner by that command; undefined if it does not. */
function requestOf<C extends ProvisionerCommand & keyof Requests>(
  { provisioner = [] }: NullResource,
  command: C,
): Requests[C] | undefined {
  const call = provisioner.map((each) => each["local-exec"]).find((each) => each.command === command);
  const text = call?.environment?.[ENVIRONMENT.request];
  return text === undefined ? undefined : (JSON.parse(withoutEscapes(text)) as Requests[C]);
}
