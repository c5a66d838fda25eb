import { Construct } from "constructs";
import { namedRoleidFault, roleidFault } from "../pve/names";
import { type PrivilegeName, type ProfileName, privilegesFault } from "../pve/privileges";
import type { PrivilegeSource } from "../pve/spec";
import { ProxmoxAcl, type ProxmoxAclPlace, grantOnce, subjectFaults } from "./acl";
import type { ProxmoxCluster } from "./cluster";
import type { IProxmoxRole } from "./grantable";
import {
  type Faults,
  type NamesOf,
  check,
  checkGiven,
  faultsOf,
  refuseFaults,
  refuseGiven,
} from "./private/checks";
import { ClusterResources } from "./private/cluster-resources";
import {
  OWNERSHIP,
  type ProxmoxObjectProps,
  type ProxmoxOwnershipProps,
  clusterFault,
  ownershipFaults,
  ownershipOf,
} from "./private/object-props";
import { privilegeSource } from "./private/privilege-source";
import type { IProxmoxSubject } from "./subject";

/** What a {@link ProxmoxRole} is given. */
export interface ProxmoxRoleProps extends ProxmoxObjectProps {
  /** @default "opentofu-role" */
  readonly roleid?: string;
  /**
   * The privileges, taken as written: one that the node's PVE version does not know is refused by name.
   * @default - those of the profile
   */
  readonly privileges?: readonly PrivilegeName[];
  /**
   * Profiles by purpose, resolved for the node's PVE version.
   * @default ["opentofu-vm"]
   */
  readonly profile?: ProfileName | readonly ProfileName[];
  /** Privileges beyond the profile's. @default - none */
  readonly add?: readonly PrivilegeName[];
  /** Privileges of the profile to leave out. @default - none */
  readonly remove?: readonly PrivilegeName[];
}

/** A role of Proxmox VE (`/access/roles`): a named set of privileges. */
export class ProxmoxRole extends Construct implements IProxmoxRole {
  /**
   * A role that PVE has built in, such as `PVEAuditor`, or that somebody else keeps: it is granted and never changed. It has to
   * exist when the stack is deployed.
   * @throws Error when the roleid is malformed, and for what is no cluster
   */
  public static named(cluster: ProxmoxCluster, roleid: string): IProxmoxRole {
    refuseGiven("ProxmoxRole.named", {
      cluster: clusterFault(cluster),
      roleid: checkGiven(roleid, namedRoleidFault),
    });
    return { cluster, roleid };
  }

  /** The cluster that keeps the role. */
  public readonly cluster: ProxmoxCluster;
  /** The role's name in PVE. */
  public readonly roleid: string;
  /** Where its privileges come from. @internal */
  public readonly source: PrivilegeSource;
  readonly #ownership: ProxmoxOwnershipProps;

  /** @throws Error with every fault of the props, and when the stack describes the role elsewhere */
  public constructor(scope: Construct, id: string, props: ProxmoxRoleProps) {
    const faults = faultsOf(props, { cluster: true, ...ROLE }, ({ cluster }) => ({
      cluster: clusterFault(cluster),
      ...roleFaults(props),
    }));
    refuseFaults(scope, id, new.target.name, faults);
    super(scope, id);
    const { roleid = "opentofu-role" } = props;
    this.cluster = props.cluster;
    this.roleid = roleid;
    this.source = privilegeSource(props, props.cluster.pveVersion);
    this.#ownership = ownershipOf(props);
    ClusterResources.of(props.cluster).describe(this, {
      one: { kind: "role", roleid, privileges: this.source, ...this.#ownership },
    });
  }

  /**
   * What the role holds, sorted. Undefined for a profile of a cluster without `pveVersion`, which is resolved for the node's version
   * when it is deployed.
   */
  public get privileges(): readonly PrivilegeName[] | undefined {
    return "list" in this.source ? (this.source.list as readonly PrivilegeName[]) : undefined;
  }

  /**
   * Grants this role on a path: `role.grantTo(user, "/pool/lab")`. What exists already or outlives a destroy is as with
   * the role. A group, and an API token with privilege separation, are granted it like a user.
   *
   * @returns the ACL, named for the subject and the path; the same one when this is granted again
   * @throws Error when the path is malformed, when it is granted in another way already, and when the subject is of another
   * cluster
   */
  public grantTo(subject: IProxmoxSubject, place: ProxmoxAclPlace = "/"): ProxmoxAcl {
    const subjects = [subject];
    refuseFaults(this, "grant", ProxmoxAcl.name, subjectFaults({ role: this, subjects }));
    const names = subject.subjects.map(({ ugid }) => ugid).join(" ");
    return grantOnce(this, `grant to ${names}`, { ...this.#ownership, role: this, subjects, place });
  }
}

/** What roles of profiles are given, but for their cluster. */
export const PROFILES: NamesOf<Omit<ProxmoxRoleProps, "cluster" | "privileges">> = {
  roleid: true,
  profile: true,
  add: true,
  remove: true,
  ...OWNERSHIP,
};

/** What a role is given, but for its cluster. */
export const ROLE: NamesOf<Omit<ProxmoxRoleProps, "cluster">> = { privileges: true, ...PROFILES };

/** What is wrong with a role, but for its cluster: that is what privileges are checked for, where it is one. */
export function roleFaults(props: ProxmoxRoleProps): Faults {
  const { roleid, cluster } = props;
  return {
    roleid: check(roleid, roleidFault),
    privileges: privilegesFault({ ...props, cluster: clusterFault(cluster) === undefined ? cluster : {} }),
    ...ownershipFaults(props),
  };
}
