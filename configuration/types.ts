import type { ProfileParameters, RemovalPolicy } from "../pve/spec";
import type { EnvFlavor } from "../constructs/private/env-text";

export { ConfigurationError } from "./error";
export { checkDuplicateKeys, loadConfiguration } from "./load";

/** Whether something is to be there after the deploy. */
export type Ensure = "present" | "absent";

/** What an object may say for itself; left out, its cluster's setting counts. */
export interface ObjectConfiguration {
  /** `true` takes over an object that exists and is not ours. */
  readonly adopt?: boolean;
  /** What happens to it at destroy. */
  readonly removalPolicy?: RemovalPolicy;
  /** `absent` removes it at the next deploy. */
  readonly ensure?: Ensure;
}

/** `clusters.<key>.user` */
export interface UserConfiguration extends ObjectConfiguration {
  /** `name@realm`; `opentofu@pve` when left out, `<name>@pve` for an identity with a name. */
  readonly userid: string;
  /** Shown in PVE, followed by our mark. */
  readonly comment?: string;
  /** Its mail address. */
  readonly email?: string;
  /** Its first name. */
  readonly firstname?: string;
  /** Its last name. */
  readonly lastname?: string;
  /** `false` refuses every login and token of the user. */
  readonly enable?: boolean;
  /** ISO date or date-time, seconds since the epoch, or `never`. */
  readonly expires?: string | number;
}

/** `clusters.<key>.role`: either `privileges`, or `profile` with `add` and `remove`. */
export interface RoleConfiguration extends ObjectConfiguration {
  /** `opentofu-role` when left out; `<name>-role` for an identity with a name. With `parameters`, what roleids begin with. */
  readonly roleid: string;
  /** Taken as written. */
  readonly privileges?: readonly string[];
  /** Names of profiles, resolved for the node's version. */
  readonly profile?: readonly string[];
  /** Privileges beyond the profiles'. */
  readonly add?: readonly string[];
  /** Privileges of the profiles to leave out. */
  readonly remove?: readonly string[];
}

/** One entry of `clusters.<key>.acl` */
export interface AclConfiguration {
  /** Normalised; `/` when left out. */
  readonly path: string;
  /** `true` when left out. */
  readonly propagate: boolean;
  /** Why it is granted there; for readers and for {@link ProxmoxAccessGuard}. */
  readonly reason?: string;
}

/** `clusters.<key>.token` */
export interface TokenConfiguration extends ObjectConfiguration {
  /** `opentofu-token` when left out, `<name>-token` for an identity with a name. */
  readonly tokenid: string;
  /** `false` when left out: the token has its user's privileges. */
  readonly privilegeSeparation: boolean;
  /** ISO date or date-time, seconds since the epoch, or `never`, which is the default. */
  readonly expires: string | number;
  /** Shown in PVE, followed by our mark. */
  readonly comment?: string;
  /** Another word gives the token a new secret; `1` when left out. */
  readonly rotation: string;
  /** Former rotations whose tokens live on; given, the rotation becomes part of the tokenid. */
  readonly keep?: readonly string[];
}

/** Who gets which rights: one identity on one cluster. */
export interface AccessConfiguration extends ObjectConfiguration {
  /** The user whose access it is. */
  readonly user: UserConfiguration;
  /** What it may do. */
  readonly role: RoleConfiguration;
  /** Where the one role counts; at least one entry. */
  readonly acl?: readonly AclConfiguration[];
  /** Instead of `acl`: what confines the profile, whose privileges go where they are needed. */
  readonly parameters?: ProfileParameters;
  /** The API token that programs use it with. */
  readonly token: TokenConfiguration;
}

/** `clusters.<key>.identities.<name>` */
export interface IdentityConfiguration extends AccessConfiguration {
  /** The files that get its token. */
  readonly outputs: OutputsConfiguration;
}

/** What is written for an identity; `tfvars` when nothing is said. */
export interface OutputsConfiguration {
  /** `<name>.tfvars` when left out; clusters whose identities name the same file share it. */
  readonly tfvars?: Omit<TfvarsConfiguration, "secret">;
  /** Environment variables for a shell. */
  readonly env?: EnvConfiguration;
  /** The configuration of proxmox-csi-plugin. */
  readonly csi?: KubernetesConfiguration;
  /** The configuration of proxmox-cloud-controller-manager. */
  readonly ccm?: KubernetesConfiguration;
}

/** A file of environment variables. */
export interface EnvConfiguration {
  /** Relative to the project, or absolute. */
  readonly path: string;
  /** The tools that shall read it. */
  readonly flavor: readonly EnvFlavor[];
}

/** A file for Kubernetes; clusters whose identities name the same file share it. */
export interface KubernetesConfiguration {
  /** Relative to the project, or absolute. */
  readonly path: string;
  /** The cluster's `clusterName` when left out. */
  readonly region?: string;
}

/** `clusters.<key>` */
export interface ClusterConfiguration {
  /** Normalised: `https://host:8006`. */
  readonly endpoint: string;
  /** The cluster's key when left out. */
  readonly nodeName: string;
  /** The cluster's key when left out. */
  readonly clusterName: string;
  /** `true` switches certificate verification off. */
  readonly insecure: boolean;
  /** PEM file, relative to the project. */
  readonly caFile?: string;
  /** SHA-256, upper-case pairs with colons. */
  readonly fingerprint?: string;
  /** The SSH user of the downstream provider; `root` when left out. */
  readonly sshUsername: string;
  /** Such as `8.4`: profiles are then resolved at synth. */
  readonly pveVersion?: string;
  /** `absent` removes everything of the cluster at the next deploy. */
  readonly ensure: Ensure;
  /** `always` repairs on each deploy what was changed by hand. */
  readonly reconcile: "on-change" | "always";
  /** For all objects of the cluster. */
  readonly adopt: boolean;
  /** For all objects of the cluster. */
  readonly removalPolicy?: RemovalPolicy;
  /** The identity that the cluster itself describes: left out when there are only named ones. */
  readonly user?: UserConfiguration;
  /** What that identity may do. */
  readonly role?: RoleConfiguration;
  /** Where; `/`, propagating, when neither this nor `parameters` is given. */
  readonly acl?: readonly AclConfiguration[];
  /** Instead of `acl`: what confines the profile. */
  readonly parameters?: ProfileParameters;
  /** What programs use that identity with. */
  readonly token?: TokenConfiguration;
  /** Further identities by their names. */
  readonly identities?: Readonly<Record<string, IdentityConfiguration>>;
}

/** `tfvars` */
export interface TfvarsConfiguration {
  /** Relative to the project, or absolute. */
  readonly path: string;
  /** The variable that the file sets. */
  readonly variable: string;
  /** `split` when left out and the secrets go to a file, else `map`. */
  readonly shape: "map" | "object" | "split";
  /** What `split` splits. */
  readonly splitShape: "map" | "object";
  /** `file` keeps the tokens out of Terraform's state. */
  readonly secret: "state" | "file";
}

/** A value of a backend's configuration, as JSON writes it. */
export type BackendValue =
  string | number | boolean | readonly BackendValue[] | { readonly [key: string]: BackendValue };

/** `backend`: any backend of Terraform. */
export interface BackendConfiguration {
  /** Such as `s3`. */
  readonly type: string;
  /** The backend's arguments, without its login. */
  readonly config: Readonly<Record<string, BackendValue>>;
}

/** `stateEncryption`: OpenTofu's encryption of state and plan. */
export interface StateEncryptionConfiguration {
  /** The variable that holds the passphrase; given as `TF_VAR_<name>`. */
  readonly passphraseVariable: string;
}

/** `context.proxmox` of cdktf.json, checked, with its defaults. */
export interface ProxmoxConfiguration {
  /** By key, at least one. */
  readonly clusters: Readonly<Record<string, ClusterConfiguration>>;
  /** The variables file of the downstream workspace. */
  readonly tfvars: TfvarsConfiguration;
  /** Left out: the state stays in the project folder. */
  readonly backend?: BackendConfiguration;
  /** Left out: state and plan are not encrypted. */
  readonly stateEncryption?: StateEncryptionConfiguration;
}
