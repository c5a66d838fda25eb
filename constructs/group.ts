import { Construct } from "constructs";
import { commentFault, groupidFault } from "../pve/names";
import type { SubjectSpec } from "../pve/spec";
import type { ProxmoxCluster } from "./cluster";
import { type NamesOf, check, checkGiven, faultsOf, refuseFaults, refuseGiven } from "./private/checks";
import { ClusterResources } from "./private/cluster-resources";
import {
  OWNERSHIP,
  type ProxmoxObjectProps,
  clusterFault,
  given,
  ownershipFaults,
  ownershipOf,
} from "./private/object-props";
import type { IProxmoxGroup } from "./subject";

/** What a {@link ProxmoxGroup} is given. A setting that is left out stays in PVE as it is. */
export interface ProxmoxGroupProps extends ProxmoxObjectProps {
  /** The group's name in PVE. */
  readonly groupid: string;
  /**
   * Shown in PVE, followed by our mark.
   * @default - a new group gets "OpenTofu/Terraform"
   */
  readonly comment?: string;
}

/**
 * A group of users of Proxmox VE (`/access/groups`). It is granted roles like a user, and all who are in it have them; who is in
 * it, users say: {@link ProxmoxUserProps.groups}.
 */
export class ProxmoxGroup extends Construct implements IProxmoxGroup {
  /**
   * A group that somebody else keeps, to grant it something or to put users into it; it is never changed or deleted. It has to
   * exist when the stack is deployed.
   * @throws Error when the groupid is malformed, and for what is no cluster
   */
  public static named(cluster: ProxmoxCluster, groupid: string): IProxmoxGroup {
    refuseGiven("ProxmoxGroup.named", {
      cluster: clusterFault(cluster),
      groupid: checkGiven(groupid, groupidFault),
    });
    return { cluster, groupid, subjects: [{ type: "group", ugid: groupid }] };
  }

  /** The cluster that keeps the group. */
  public readonly cluster: ProxmoxCluster;
  /** The group's name in PVE. */
  public readonly groupid: string;

  /** @throws Error with every fault of the props, and when the stack describes the group elsewhere */
  public constructor(scope: Construct, id: string, props: ProxmoxGroupProps) {
    const faults = faultsOf(props, GROUP, ({ cluster, groupid, comment }) => ({
      cluster: clusterFault(cluster),
      groupid: checkGiven(groupid, groupidFault),
      comment: check(comment, commentFault),
      ...ownershipFaults(props),
    }));
    refuseFaults(scope, id, new.target.name, faults);
    super(scope, id);
    const { cluster, groupid, comment } = props;
    this.cluster = cluster;
    this.groupid = groupid;
    ClusterResources.of(cluster).describe(this, {
      one: { kind: "group", groupid, ...given({ comment }), ...ownershipOf(props) },
    });
  }

  /** What an ACL for this group names. */
  public get subjects(): readonly SubjectSpec[] {
    return [{ type: "group", ugid: this.groupid }];
  }
}

const GROUP: NamesOf<ProxmoxGroupProps> = { cluster: true, groupid: true, comment: true, ...OWNERSHIP };
