/**
 * The request that travels from a construct to the provisioner: plain, readonly data, and the only module that
 * both sides import. A request is in two parts, both written at synth, so nothing in it may be a secret:
 *
 * - what a reviewer has to see and no trigger shows (cluster, trust, ownership) stands in the stack's text, as JSON;
 * - what the triggers show anyway ({@link Description}) is in a file beside it, so that a changed privilege is one
 *   changed line of the stack.
 */

/** How a cluster is reached. The key names it in the configuration, in paths and in environment variables. */
export interface ClusterSpec {
  readonly key: string;
  /** `https://host:8006`; a trailing `/` or `/api2/json` is tolerated. */
  readonly endpoint: string;
  /** `true` switches certificate verification off. */
  readonly insecure: boolean;
  /** PEM file of the CA that issued the node's certificate, relative to the provisioner's working directory. */
  readonly caFile?: string;
  /** SHA-256 fingerprint of the node's certificate, upper-case hex pairs with `:`. */
  readonly fingerprint?: string;
}

/** `POST /access/users`: a user and its settings. */
export interface UserSpec {
  readonly kind: "user";
  /** `name@realm` */
  readonly userid: string;
  /** Shown in PVE, followed by our mark. */
  readonly comment: string;
  readonly email: string;
  readonly firstname: string;
  readonly lastname: string;
  readonly enable: boolean;
  /** Seconds since the epoch; 0 = never. */
  readonly expire: number;
}

/** Profiles, resolved for the node's version. */
export interface ProfileSource {
  /** Names of profiles. */
  readonly profiles: readonly string[];
  /** Privileges beyond the profiles'. */
  readonly add: readonly string[];
  /** Privileges of the profiles to leave out. */
  readonly remove: readonly string[];
}

/** What confines a profile. Each may be given several times. */
export interface ProfileParameters {
  /** For VMs and pools. */
  readonly pool?: readonly string[];
  /** For disks and images. */
  readonly storage?: readonly string[];
  /** `vmbr0`, or one VLAN of it: `vmbr0/20`. */
  readonly bridge?: readonly string[];
  /** For what is asked of a node itself. */
  readonly node?: readonly string[];
  /** Of profile `bootstrapper`: whose users it makes. Left out: `pve`. */
  readonly realm?: readonly string[];
  /** Of profile `bootstrapper`: where it sets ACL entries. Left out: `/`. */
  readonly path?: readonly string[];
}

/** Where one grant of a profile is. */
export interface GrantPlace {
  /** Of the permission tree, normalised. */
  readonly path: string;
  /** Whether it counts below the path too. */
  readonly propagate: boolean;
}

/** What the profiles need on one place; a version may need nothing there. */
export interface PlacedSource extends ProfileSource {
  /** What confines the profiles. */
  readonly parameters: ProfileParameters;
  /** The one place. */
  readonly on: GrantPlace;
}

/** What a list of privileges was resolved from at synth. */
export interface ResolvedFrom {
  /** Names of profiles. */
  readonly profiles: readonly string[];
  /** Such as `9.2`. */
  readonly pveVersion: string;
}

/** Where a role's privileges come from. */
export type PrivilegeSource =
  | {
      /** As the user wrote it, or as profiles were resolved for `pveVersion`; sorted. */
      readonly list: readonly string[];
      /** What it was resolved from. */
      readonly resolved?: ResolvedFrom;
    }
  | ProfileSource
  | PlacedSource;

/** `POST /access/roles`: a role and its privileges. */
export interface RoleSpec {
  readonly kind: "role";
  readonly roleid: string;
  readonly privileges: PrivilegeSource;
}

/** Whom an ACL entry is for. `ugid` is PVE's name of the field: a userid, a groupid or a full token id. */
export interface SubjectSpec {
  /** What kind of name `ugid` is. */
  readonly type: "user" | "group" | "token";
  /** `name@realm`, a groupid or `user@realm!tokenid`. */
  readonly ugid: string;
}

/** `PUT /access/acl`: one entry, that is one role for one subject on one path. */
export interface AclSpec {
  /** Tells it from other objects. */
  readonly kind: "acl";
  /** Of the permission tree, normalised. */
  readonly path: string;
  /** What is granted. */
  readonly roleid: string;
  /** To whom. */
  readonly subject: SubjectSpec;
  /** Whether it counts below the path too. */
  readonly propagate: boolean;
  /** What it is there to give, if a version may need nothing there: the entry is then not made. */
  readonly privileges?: PlacedSource;
}

/** `POST /access/users/{userid}/token/{tokenid}`: an API token and its settings. */
export interface TokenSpec {
  readonly kind: "token";
  readonly userid: string;
  readonly tokenid: string;
  /** Shown in PVE, followed by our mark. */
  readonly comment: string;
  /** Privilege separation: the token has only what its own ACL entries and its user both have. */
  readonly privsep: boolean;
  /** Seconds since the epoch; 0 = never. */
  readonly expire: number;
}

/** Any object that PVE keeps for us. */
export type ObjectSpec = UserSpec | RoleSpec | AclSpec | TokenSpec;

/** The kinds of object, as the provisioner's command names them. */
export type ObjectKind = ObjectSpec["kind"];

/** What happens to an object at destroy: `automatic` deletes what we made and retains what we adopted. */
export type RemovalPolicy = "automatic" | "delete" | "retain";

/** What every request carries. */
export interface RequestBase {
  readonly cluster: ClusterSpec;
  /** `<stack>/<cluster key>`: whose objects these are; it stands in the comment of our users and tokens. */
  readonly owner: string;
  /** The construct path that errors name. */
  readonly construct: string;
}

/** An object with the settings that say what we may do to it. */
export interface OwnedObject {
  readonly object: ObjectSpec;
  /** `true` takes over an object that exists and is not ours. */
  readonly adopt: boolean;
  readonly removalPolicy: RemovalPolicy;
}

/**
 * `delete <kind>`: takes the identity from `PROXMOX_ACCESS_SELF`, the triggers that were deployed, because the object may be
 * gone from the description.
 */
export interface RemovalRequest extends RequestBase {
  readonly adopt: boolean;
  readonly removalPolicy: RemovalPolicy;
}

/**
 * `claim <kind>` and `ensure <kind>`: one construct, with one object or several under their keys (a Terraform
 * `for_each`). The environment variable `PROXMOX_ACCESS_KEY` says which.
 */
export interface ObjectRequest extends RemovalRequest {
  readonly objects: Readonly<Record<string, DescribedSpec>>;
}

/** An object with its settings as the triggers show them: what a plan has shown is what is done, or nothing is. */
export interface DescribedSpec {
  readonly object: ObjectSpec;
  readonly settings: Readonly<Record<string, string>>;
}

/**
 * `issue token`: creates the token `PROXMOX_ACCESS_KEY` or renews its secret, and writes the secret to
 * `PROXMOX_ACCESS_SECRET_FILE`.
 */
export interface IssueRequest extends ObjectRequest {
  /** The ACL entries of these tokens: a token that is deleted and created again has lost them. */
  readonly acl: readonly AclSpec[];
  /** Where the secret is kept: in Terraform's state, which the user is told, or in the token file only. */
  readonly secret: "state" | "file";
  /** Terraform's local state and its backup, made 0600 before there is a secret; relative to the working directory. */
  readonly stateFiles: readonly string[];
}

/** What a subject must be able to do on a path. */
export interface Grant {
  /** Of the permission tree, normalised. */
  readonly path: string;
  /** The role that gives it. */
  readonly roleid: string;
  /** What the subject must hold there. */
  readonly privileges: PrivilegeSource;
  /** Whether it must hold that below the path too. */
  readonly propagate: boolean;
}

/**
 * `prove access`: uses the token and compares its effective privileges with the grants. `PROXMOX_ACCESS_SECRET_FILE` names
 * the secret of its last issue, which is there if it was just issued.
 */
export interface ProofRequest extends RequestBase {
  readonly userid: string;
  readonly tokenid: string;
  readonly privsep: boolean;
  readonly grants: readonly Grant[];
  /** The token's folder of fresh secrets, one file an issue, relative to the working directory. */
  readonly secretFolder: string;
  /** `false` leaves the secret folder for the one that writes the token file. */
  readonly removeSecrets: boolean;
  readonly context: ProofContext;
}

/** What else the description says: a failed proof names the change of it that helps, and an excess does not count it. */
export interface ProofContext {
  /** Whether each deploy repairs what was changed by hand. */
  readonly reconcile: "on-change" | "always";
  /** The construct path of the ACL. */
  readonly acl: string;
  /** The users, groups and tokens that the ACL is for. */
  readonly subjects: readonly string[];
  /** What other constructs of the stack grant to the token's user. */
  readonly further: readonly Grant[];
}

/** An object as a preflight sees it. */
export interface CheckedObject extends OwnedObject {
  /** The state that the deploy is to bring about, such as a token's rotation; another one means work to do. */
  readonly state: string;
}

/** One cluster of a preflight. */
export type CheckedCluster = Omit<RequestBase, "construct">;

/**
 * `preflight access`: logs in, checks the rights that the deploy needs, and claims every object that is not yet deployed.
 * `PROXMOX_ACCESS_DEPLOYED` maps the names of what is deployed to its state, compressed, because that is a long text; left
 * out, nothing is. Clusters with nothing to do are left out, unless
 * there is nothing to do anywhere: then it is a destroy, and all are checked. It changes nothing.
 */
export interface PreflightRequest {
  readonly construct: string;
  readonly clusters: readonly CheckedCluster[];
  /** Of these clusters and perhaps others, by their names in the triggers, which begin with the cluster key and a blank. */
  readonly objects: Readonly<Record<string, CheckedObject>>;
}

/**
 * `write token-file` and `delete token-file`: the tokens that never enter the state. `PROXMOX_ACCESS_SECRET_FILE` is a JSON
 * map from cluster key to the file with the secret of the token's last issue. `delete` takes the path from
 * `PROXMOX_ACCESS_SELF` (`{ path }`), because the description may name another one by now.
 */
export interface TokenFileRequest {
  readonly construct: string;
  /** The `*.auto.tfvars` file, relative to the working directory. */
  readonly path: string;
  /** The variable that holds the tokens. */
  readonly variable: string;
  /** `map`: a map of strings by cluster key; `object`: one string. */
  readonly shape: "map" | "object";
  /** The first lines of the file, by which we know it as ours. */
  readonly header: string;
  readonly tokens: readonly TokenFileEntry[];
}

/** One token in the token file. */
export interface TokenFileEntry {
  /** The cluster key. */
  readonly key: string;
  /** `user@realm!tokenid` */
  readonly fullTokenid: string;
  /** The token's folder of fresh secrets, removed once the file is written. */
  readonly secretFolder: string;
}

type DescribedKey = "objects" | "acl" | "grants" | "context";

/** The part of a request that is in the file beside the stack. */
export type Described<R> = Pick<R, Extract<keyof R, DescribedKey>>;

/** The part of a request that stands in the stack's text. */
export type Visible<R> = Omit<R, DescribedKey>;

/** The file beside the stack: by construct path, the described parts of requests. */
export type Description = Readonly<Record<string, object>>;

/**
 * The environment variables through which Terraform hands a request to the provisioner; `description` names the file with the
 * rest of it. `lost`, with `reconcile: "always"`
 * only, names the file that `ensure token` writes when it finds the token deleted: it makes the next deploy issue it again.
 */
export const ENVIRONMENT = {
  request: "PROXMOX_ACCESS_REQUEST",
  description: "PROXMOX_ACCESS_DESCRIPTION",
  key: "PROXMOX_ACCESS_KEY",
  self: "PROXMOX_ACCESS_SELF",
  deployed: "PROXMOX_ACCESS_DEPLOYED",
  secretFile: "PROXMOX_ACCESS_SECRET_FILE",
  lost: "PROXMOX_ACCESS_LOST",
} as const;
