import type { ClusterSpec } from "./cluster";
import type { TokenFileEntry } from "./description";
import type { RemovalPolicy } from "./objects";

/** The commands of the provisioner, the words of its one argument. */
export type ProvisionerCommand =
  "reconcile" | "reissue" | "delete" | "preflight" | "finish" | "delete-token-file" | "fetch-ca";

/** What every request carries. */
export interface RequestBase {
  /** The construct path that errors name. */
  readonly construct: string;
}

/** One cluster, and whose objects are meant there; all that `fetch-ca` needs. */
export interface ClusterRequest extends RequestBase {
  readonly cluster: ClusterSpec;
  /** `<stack>/<cluster key>`: it stands in the comment of our users and tokens. */
  readonly owner: string;
}

/** Terraform's local state and its backup, relative to the working directory; none with a remote backend. */
export type StateFiles = readonly string[];

/** `reconcile` and `reissue`: what is wanted is in the triggers of the reconcile. */
export interface ReconcileRequest extends ClusterRequest {
  readonly stateFiles: StateFiles;
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
  readonly stateFiles: StateFiles;
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

/** The file in which the process that is connected leaves what it has learnt of a certificate, as JSON: a {@link TrustNote}. */
export function trustFile(key: string): string {
  return `${RUN_FOLDER}/${key}/trust.json`;
}

/** What a tool that knows no fingerprints has to know of a node's certificate. */
export interface TrustNote {
  /** PEM of what has to be trusted, below a comment; the comment alone where nothing is needed. */
  readonly ca: string;
  /** The names and addresses that the certificate is for, if the endpoint's host is none of them. */
  readonly otherHosts?: readonly string[];
}
