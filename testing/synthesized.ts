import { Testing, type TerraformStack } from "cdktf";
import type {
  CheckedCluster,
  ClusterSpec,
  ObjectSpec,
  PreflightRequest,
  TokenFileRequest,
} from "../pve/spec";

/** A stack, or what `Testing.synth(stack)` or `Testing.synthScope(…)` gave for it. */
export type StackOrJson = TerraformStack | string;

/** What a stack does to one cluster. */
export interface ClusterAccess {
  readonly cluster: ClusterSpec;
  /** What is to be there after the deploy; an object with `ensure: "absent"` is not among them. */
  readonly objects: readonly ObjectSpec[];
}

/** A file that a stack writes. */
export interface WrittenFile {
  /** As the stack's folder sees it. */
  readonly path: string;
  /** Terraform expressions stand for the secrets. */
  readonly content: string;
}

/** What a stack is about, read from the JSON that Terraform will get: nothing else can be deployed. */
export interface StackAccess {
  /** In the order of their keys. */
  readonly clusters: readonly ClusterAccess[];
  readonly files: readonly WrittenFile[];
  readonly tokenFiles: readonly TokenFileRequest[];
}

/** Reads a stack. Nothing is run, and nothing but the stack is looked at. */
export function readStack(stack: StackOrJson): StackAccess {
  const text = typeof stack === "string" ? stack : Testing.synth(stack);
  const { resource = {} } = JSON.parse(text) as Emitted;
  const calls = Object.values(resource.null_resource ?? {}).flatMap(({ provisioner = [] }) =>
    provisioner.map((each) => each["local-exec"]),
  );
  const requests = (command: string, when?: string) =>
    calls.filter((call) => call.command === command && call.when === when).map(requestOf);
  // The one that goes with a destroy names everything that is to be there.
  const guards = requests("preflight access", "destroy") as PreflightRequest[];
  return {
    clusters: guards
      .flatMap(({ clusters }) => clusters.map(clusterAccess))
      .sort((a, b) => (a.cluster.key < b.cluster.key ? -1 : 1)),
    files: Object.values(resource.local_file ?? {}).map(({ filename, content }) => ({
      path: filename,
      content,
    })),
    tokenFiles: requests("write token-file") as TokenFileRequest[],
  };
}

interface Emitted {
  readonly resource?: {
    readonly null_resource?: Readonly<Record<string, EmittedNullResource>>;
    readonly local_file?: Readonly<Record<string, { readonly filename: string; readonly content: string }>>;
  };
}

interface EmittedNullResource {
  readonly provisioner?: readonly { readonly "local-exec": LocalExec }[];
}

interface LocalExec {
  readonly command: string;
  readonly when?: string;
  readonly environment?: Readonly<Record<string, string>>;
}

function requestOf({ environment = {} }: LocalExec): unknown {
  return JSON.parse(withoutEscapes(environment["PROXMOX_ACCESS_REQUEST"] ?? "{}"));
}

/** The text that Terraform makes of a literal: what would begin an expression stands in an expression of its own. */
export function withoutEscapes(text: string): string {
  return text.replace(/\$\{"(\$+|%+)"\}/g, "$1");
}

function clusterAccess({ cluster, objects }: CheckedCluster): ClusterAccess {
  return { cluster, objects: Object.values(objects).map(({ object }) => object) };
}
