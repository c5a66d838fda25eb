import { groupidFault } from "../pve/names";
import type { SubjectSpec } from "../pve/spec";
import type { ProxmoxCluster } from "./cluster";
import { check } from "./private/checks";

/** Whom an ACL can be for: a user, a group or an API token; one is as good as another. */
export interface IProxmoxSubject {
  /** How ACL entries name it; an API token with kept rotations has several names. */
  readonly subjects: readonly SubjectSpec[];
  /** The cluster that it is in. Left out: any. */
  readonly cluster?: ProxmoxCluster;
}

/** Who can have API tokens. */
export interface IProxmoxUser extends IProxmoxSubject {
  /** The cluster that keeps the user. */
  readonly cluster: ProxmoxCluster;
  /** `name@realm` */
  readonly userid: string;
}

/** A group of Proxmox VE (`/access/groups`) that somebody else keeps; it has to exist when the stack is deployed. */
export class ProxmoxGroup implements IProxmoxSubject {
  /** @throws Error when the groupid is malformed */
  public static named(groupid: string): ProxmoxGroup {
    const fault = check(groupid, groupidFault);
    if (fault !== undefined) throw new Error(`ProxmoxGroup.named: ${fault}.`);
    return new ProxmoxGroup(groupid);
  }

  private constructor(
    /** The group's name in PVE. */
    public readonly groupid: string,
  ) {}

  /** What an ACL for this group names. */
  public get subjects(): readonly SubjectSpec[] {
    return [{ type: "group", ugid: this.groupid }];
  }
}
