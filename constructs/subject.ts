import type { SubjectSpec } from "../pve/spec";
import type { ProxmoxCluster } from "./cluster";

/** Whom an ACL can be for: a user, a group or an API token; one is as good as another. */
export interface IProxmoxSubject {
  /** How ACL entries name it; an API token with kept rotations has several names. */
  readonly subjects: readonly SubjectSpec[];
  /** The cluster that it is in. */
  readonly cluster: ProxmoxCluster;
}

/** Who can have API tokens: a user of this program, or one that exists already. */
export interface IProxmoxUser extends IProxmoxSubject {
  /** `name@realm` */
  readonly userid: string;
}

/** A group of users: one of this program, or one that exists already. */
export interface IProxmoxGroup extends IProxmoxSubject {
  /** The group's name in PVE. */
  readonly groupid: string;
}
