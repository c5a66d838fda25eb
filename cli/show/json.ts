/**
 * What `show --json` prints, and what the tree, the diagram and the page are views of. Nothing in it is secret. What is left out is
 * not known: the login may not see it, or the description does not say it.
 */

/** Who can do what on clusters. */
export interface AccessReview {
  /** `pve`: as the clusters have it now. `description`: as the last synth describes it; what others keep in PVE is not in it. */
  readonly source: "pve" | "description";
  /** When it was looked at: ISO 8601, UTC, to the second. */
  readonly at: string;
  /** In the order of the description. */
  readonly clusters: readonly ReviewedCluster[];
}

/** One cluster, as one stack describes it. */
export interface ReviewedCluster {
  /** The cluster's key in the configuration. */
  readonly cluster: string;
  /** The stack that describes it. */
  readonly stack: string;
  /** Where it was asked, such as `https://host3:8006`. */
  readonly endpoint: string;
  /** Who has looked: a userid or a full token id. */
  readonly login?: string;
  /** Why it could not be looked at. Then all lists are empty. */
  readonly error?: string;
  /** What the login may not see, in sentences; empty if it sees all. */
  readonly hidden: readonly string[];
  /** What is described and not there, by name, such as `token opentofu@pve!ci`. `diff` says more. */
  readonly missing: readonly string[];
  /** By userid; what this stack describes comes first. */
  readonly users: readonly ReviewedUser[];
  /** By groupid, as with users. */
  readonly groups: readonly ReviewedGroup[];
  /** The roles that ACL entries give, by roleid. */
  readonly roles: readonly ReviewedRole[];
}

/** Whose a user, a group or a token is. */
export interface Belonging {
  /** Whether the stack of this cluster describes it. */
  readonly described: boolean;
  /** `<stack>/<cluster>` of the mark in its comment: what has made it. */
  readonly owner?: string;
  /** Its comment in PVE, without the mark. */
  readonly comment?: string;
}

/** What both users and tokens have. */
export interface Usable {
  /** ISO 8601 in UTC, or `never`. Of a description it may be a term, such as `90d` from the issue of a token's secret. */
  readonly expires?: string;
  /** Why PVE refuses it now, whatever it is granted. Left out: nothing is known against it. */
  readonly refused?: "disabled" | "expired" | "its user is disabled" | "its user has expired";
}

export interface ReviewedUser extends Belonging, Usable {
  /** `name@realm` */
  readonly userid: string;
  /** Whether it can log in. */
  readonly enabled?: boolean;
  /** The groups that it is in, by groupid. */
  readonly groups?: readonly string[];
  /** Whether it has every privilege on every path, whatever the ACL says: `root@pam`. */
  readonly unlimited: boolean;
  /** What it can do, by path. A path that has none of these has what counts below the nearest one above it. */
  readonly rights: readonly Right[];
  /** Its API tokens, by tokenid. */
  readonly tokens: readonly ReviewedToken[];
}

export interface ReviewedToken extends Belonging, Usable {
  readonly tokenid: string;
  /** `user@realm!tokenid` */
  readonly fullTokenid: string;
  /** `true`: it has what both its own ACL entries and its user have. `false`: it has what its user has. */
  readonly privilegeSeparation?: boolean;
  /** What it can do, by path, with privilege separation taken into account. */
  readonly rights: readonly Right[];
  /** Its own ACL entries, when PVE does not look at them because there is no privilege separation. */
  readonly ignored: readonly AclGrant[];
}

export interface ReviewedGroup extends Belonging {
  readonly groupid: string;
  /** The userids of those who are in it. */
  readonly members?: readonly string[];
  /** What it gives to its members, where they have no ACL entry of their own. */
  readonly rights: readonly Right[];
}

/** What somebody can do on a path. What a pool gives on the pool's members is not in it. */
export interface Right {
  /** Of PVE's permission tree, such as `/pool/lab`. */
  readonly path: string;
  /** Where it counts: on the path itself, on what is below it down to the next path that has a right, or on both. */
  readonly on: "path" | "below" | "path and below";
  /** Sorted. */
  readonly privileges: readonly string[];
  /** Privileges that the roles of a token with privilege separation hold there, and that its user lacks. */
  readonly withheld: readonly string[];
  /** Roles whose privileges are not known here: the node resolves them, or they are not described. Their privileges come on top. */
  readonly unresolved: readonly string[];
  /** The ACL entries that decide it. Those of a higher path are inherited. */
  readonly grants: readonly AclGrant[];
}

/** An ACL entry. */
export interface AclGrant {
  readonly path: string;
  readonly roleid: string;
  /** Whom the entry is for: the holder itself, or a group that it is in. */
  readonly subject: { readonly type: "user" | "group" | "token"; readonly ugid: string };
  /** Whether it counts below the path too. */
  readonly propagate: boolean;
  /** Whether the stack of this cluster describes it. */
  readonly described: boolean;
}

export interface ReviewedRole {
  readonly roleid: string;
  /** Whether the stack of this cluster describes it. */
  readonly described: boolean;
  /** Sorted. */
  readonly privileges?: readonly string[];
  /** The profiles that the node resolves, of a role whose privileges are not known before. */
  readonly profiles?: readonly string[];
}
