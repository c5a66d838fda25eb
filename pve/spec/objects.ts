/**
 * The objects of a cluster as a construct describes them and as the provisioner makes them: plain, readonly data without a
 * secret. What a description does not say (an `undefined` setting) stays in PVE as it is.
 */

/** What happens to an object that is described no longer, or destroyed. */
export type RemovalPolicy = "automatic" | "delete" | "retain";

/** What every object may say about who it belongs to. */
export interface Ownership {
  /** `true` takes over an object that exists and is not ours. */
  readonly adopt?: boolean;
  /** Left out, or `automatic`: what we made is deleted, what was there before us is retained. */
  readonly removalPolicy?: RemovalPolicy;
}

/** `POST /access/users`: a user and its settings. */
export interface UserSpec extends Ownership {
  readonly kind: "user";
  /** `name@realm` */
  readonly userid: string;
  /** Shown in PVE, followed by our mark. */
  readonly comment?: string;
  readonly email?: string;
  readonly firstname?: string;
  readonly lastname?: string;
  readonly enable?: boolean;
  /** As it was written: an ISO date or date-time, seconds since the epoch, or `never`. */
  readonly expires?: string;
  /** All the groups that it is in, sorted. */
  readonly groups?: readonly string[];
}

/** `POST /access/groups`: a group. Who is in it, users say. */
export interface GroupSpec extends Ownership {
  readonly kind: "group";
  readonly groupid: string;
  /** Shown in PVE, followed by our mark. */
  readonly comment?: string;
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

/** What confines a profile. @typeParam Names how names are written: lists, or in props one or several */
export interface ProfileParameters<Names = readonly string[]> {
  /** For VMs and pools. */
  readonly pool?: Names;
  /** For disks and images. */
  readonly storage?: Names;
  /** `vmbr0`, or one VLAN of it: `vmbr0/20`. */
  readonly bridge?: Names;
  /** All VNets of an SDN zone. */
  readonly zone?: Names;
  /** One VNet with its SDN zone, `zone/vnet`, or one VLAN of it: `zone/vnet/20`. */
  readonly vnet?: Names;
  /** For what is asked of a node itself. */
  readonly node?: Names;
  /** Of profile `bootstrapper`: whose users it makes. Left out: `pve`. */
  readonly realm?: Names;
  /** Of profile `bootstrapper`: where it sets ACL entries. Left out: `/`. */
  readonly path?: Names;
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
export interface RoleSpec extends Ownership {
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
export interface AclSpec extends Ownership {
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
}

/** The rotation of a token among kept ones: each rotation is a token of its own, whose secret stays as it is. */
export const KEPT = "by tokenid";

/** `POST /access/users/{userid}/token/{tokenid}`: an API token and its settings. */
export interface TokenSpec extends Ownership {
  readonly kind: "token";
  readonly userid: string;
  readonly tokenid: string;
  /** Shown in PVE, followed by our mark. */
  readonly comment?: string;
  /** Privilege separation: the token has only what its own ACL entries and its user both have. */
  readonly privsep: boolean;
  /** As it was written: a term such as `90d`, an ISO date or date-time, seconds since the epoch, or `never`. */
  readonly expires?: string;
  /** As it was written: a term such as `14d`, before the end of the one in `expires`. */
  readonly rotateBefore?: string;
  /** Any word; another one gives the token a new secret. {@link KEPT} never does. */
  readonly rotation: string;
  /** Names one issue of its secret; only Terraform knows it, so it is in no description that synth writes. */
  readonly issue?: string;
  /** When this rotation was planned first, from which renewals count; only Terraform knows it. */
  readonly since?: string;
  /** How many renewals this rotation has had, a number; only Terraform knows it. */
  readonly renewed?: string;
}

/** Any object that PVE keeps for us. */
export type ObjectSpec = UserSpec | GroupSpec | RoleSpec | AclSpec | TokenSpec;

/** The kinds of object. */
export type ObjectKind = ObjectSpec["kind"];
