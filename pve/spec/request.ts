import type { ClusterSpec, TokenFileEntry } from "./description";
import type { RemovalPolicy } from "./objects";

/** The commands of the provisioner, the words of its one argument. */
export type ProvisionerCommand =
  "reconcile" | "reissue" | "delete" | "preflight" | "finish" | "delete-token-file";

/** What every request carries. */
export interface RequestBase {
  /** The construct path that errors name. */
  readonly construct: string;
}

/** One cluster, and whose objects are meant there. */
export interface ClusterRequest extends RequestBase {
  readonly cluster: ClusterSpec;
  /** `<stack>/<cluster key>`: it stands in the comment of our users and tokens. */
  readonly owner: string;
}

/** `reconcile` and `reissue`: what is wanted is in the triggers of the reconcile. */
export interface ReconcileRequest extends ClusterRequest {
  /** Terraform's local state and its backup, made 0600 before there is a secret; relative to the working directory. */
  readonly stateFiles: readonly string[];
}

/** `delete`: the triggers name the object that was deployed (`object`), and who made it (`origin`). */
export interface DeleteRequest extends ClusterRequest {
  readonly removalPolicy: RemovalPolicy;
}

/** `preflight` and `finish`: the whole stack, whose triggers say what is deployed. */
export interface StackRequest extends RequestBase {
  /** The stack's id: `<stack>/<cluster key>` is the owner of a cluster's objects. */
  readonly stack: string;
  /**
   * {@link namesDigest} of the description that the plan was made from. The description beside the stack may have been
   * written anew since; nothing is taken away then.
   */
  readonly names: string;
  /** Whether the state holds secrets of tokens, which the end of a deploy says. */
  readonly secretsInState: boolean;
  /** The files that `finish` writes, with the secrets that never enter the state. */
  readonly tokenFiles: readonly TokenFileRequest[];
}

/**
 * A file of tokens that never enter the state: `finish` writes it, and `delete-token-file` deletes it, by the path in the
 * resource's triggers (`{ path }`), because the description may name another one by now.
 */
export interface TokenFileRequest extends RequestBase {
  /** The `*.auto.tfvars` file, relative to the working directory. */
  readonly path: string;
  /** The variable that holds the tokens. */
  readonly variable: string;
  /** `map`: a map of strings by cluster key; `object`: one string. */
  readonly shape: "map" | "object";
  /** The first line of the file, by which we know it as ours. */
  readonly header: string;
  readonly tokens: readonly TokenFileEntry[];
}

/**
 * The environment variables through which Terraform hands a request to the provisioner. Triggers are JSON, compressed and in
 * base64, since Linux allows a variable 128 KiB.
 */
export const ENVIRONMENT = {
  /** JSON of the request, known at synth. */
  request: "PROXMOX_ACCESS_REQUEST",
  /** The triggers that the call is about: the plan's, and at destroy the state's. */
  triggers: "PROXMOX_ACCESS_TRIGGERS",
  /** The id of this state. */
  state: "PROXMOX_ACCESS_STATE",
} as const;

/** The folder, beside the stack, of what must survive a kill on this machine. */
export const RUN_FOLDER = ".run";

/** The file beside the stack with its {@link Description}. */
export const DESCRIPTION_FILE = "description.json";

/** The file in which a reconcile leaves the secret of an issue, relative to the stack's folder. */
export function secretFile(key: string, issue: string): string {
  return `${RUN_FOLDER}/${key}/${issue}`;
}

/** The file in which a reconcile says what was there before it, as JSON by name: `{ "role opentofu-role": "there" }`. */
export function originsFile(key: string): string {
  return `${RUN_FOLDER}/${key}/origins.json`;
}
