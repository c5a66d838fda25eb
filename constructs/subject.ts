import type { Resource as NullResource } from "@cdktf/provider-null/lib/resource";
import { groupidFault } from "../pve/names/names";
import type { SubjectSpec } from "../pve/spec";
import type { ProxmoxAcl } from "./acl";

/** One name in an ACL, and what has to exist before it can be used. */
export interface ProxmoxAclSubject extends SubjectSpec {
  /** The resources that make it. */
  readonly after: readonly NullResource[];
}

/** Whom an ACL can be for: a user, a group or an API token; one is as good as another. */
export interface IProxmoxSubject {
  /** How ACL entries name it; an API token with kept rotations has several names. */
  readonly subjects: readonly ProxmoxAclSubject[];
  /** Whether it is to be there after the deploy; if not, its ACL entries go too. */
  readonly present: boolean;
  /** Called by each ACL that names it. */
  grantedBy(acl: ProxmoxAcl): void;
}

/** A group of Proxmox VE (`/access/groups`) that somebody else keeps; it has to exist when the stack is deployed. */
export class ProxmoxGroup implements IProxmoxSubject {
  /** @throws Error when the groupid is malformed */
  public static named(groupid: string): ProxmoxGroup {
    const fault = groupidFault(groupid);
    if (fault !== undefined) throw new Error(`ProxmoxGroup.named: ${fault}.`);
    return new ProxmoxGroup(groupid);
  }

  public readonly present = true;

  private constructor(
    /** The group's name in PVE. */
    public readonly groupid: string,
  ) {}

  public get subjects(): readonly ProxmoxAclSubject[] {
    return [{ type: "group", ugid: this.groupid, after: [] }];
  }

  /** A group needs to know nothing of its entries. */
  public grantedBy(): void {}
}
