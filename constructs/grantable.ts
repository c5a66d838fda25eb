import type { ProxmoxCluster } from "./cluster";

/** What an ACL can grant: a role of this program, one that exists already, or the roles of confined profiles. */
export interface IProxmoxRole {
  /** The cluster that keeps the role. */
  readonly cluster: ProxmoxCluster;
  /** The role's name in PVE; of confined profiles, what the names of their roles begin with. */
  readonly roleid: string;
  /** Of confined profiles: which role counts where. An ACL is given no paths then. */
  readonly grants?: readonly ProxmoxPlacedRole[];
}

/** A role, and the one place where it counts. */
export interface ProxmoxPlacedRole {
  /** Of the permission tree, normalised. */
  readonly path: string;
  /** Whether it counts below the path too. */
  readonly propagate: boolean;
  /** The role's name in PVE. */
  readonly roleid: string;
}
