import type { Construct } from "constructs";
import { roleidFault } from "../pve/names/names";
import type { PrivilegeSource, RoleSpec } from "../pve/spec";
import { ProxmoxAcl, type ProxmoxAclPath } from "./acl";
import { check, refuseFaults } from "./private/checks";
import { privilegeSource, readable } from "./private/privilege-source";
import { privilegesFault } from "../pve/privileges/faults";
import { PveObject, type ProxmoxObjectProps } from "./private/pve-object";
import type { IProxmoxSubject } from "./subject";

/** What a {@link ProxmoxRole} is given. */
export interface ProxmoxRoleProps extends ProxmoxObjectProps {
  /** @default "opentofu-role" */
  readonly roleid?: string;
  /**
   * The privileges, taken as written: one that the node's PVE version does not know is refused by name.
   * @default - those of the profile
   */
  readonly privileges?: readonly string[];
  /**
   * Profiles by purpose, resolved for the node's PVE version.
   * @default ["opentofu-vm"]
   */
  readonly profile?: string | readonly string[];
  /** Privileges beyond the profile's. @default - none */
  readonly add?: readonly string[];
  /** Privileges of the profile to leave out. @default - none */
  readonly remove?: readonly string[];
}

/** A role of Proxmox VE (`/access/roles`): a named set of privileges. */
export class ProxmoxRole extends PveObject {
  /** The role's name in PVE. */
  public readonly roleid: string;
  /** What the role holds; a profile without `pveVersion` is resolved by the node's version during apply. */
  public readonly privileges: PrivilegeSource;
  readonly #ownership: ProxmoxObjectProps;

  /** @throws Error with every fault of the props */
  public constructor(scope: Construct, id: string, props: ProxmoxRoleProps) {
    const roleid = props.roleid ?? "opentofu-role";
    refuseFaults(scope, id, new.target.name, {
      roleid: check(roleid, roleidFault),
      privileges: privilegesFault(props),
    });
    const privileges = privilegeSource(props);
    const spec: RoleSpec = { kind: "role", roleid, privileges };
    const object = { spec, identity: { roleid }, settings: readable(privileges) };
    super(scope, id, { kind: "role", objects: { [roleid]: object } }, props);
    this.roleid = roleid;
    this.privileges = privileges;
    const { cluster, adopt, removalPolicy } = props;
    this.#ownership = {
      cluster,
      ...(adopt !== undefined && { adopt }),
      ...(removalPolicy !== undefined && { removalPolicy }),
    };
  }

  /**
   * Grants this role on a path: `role.grantTo(user, "/pool/lab")`. What exists already or outlives a destroy is as with
   * the role. A group, and an API token with privilege separation, are granted it like a user.
   *
   * @param path a path, which then propagates; or a path with its settings
   * @returns the ACL, named for the subject and the path
   * @throws Error when the path is malformed, or granted to the subject before
   */
  public grantTo(subject: IProxmoxSubject, path: string | ProxmoxAclPath = "/"): ProxmoxAcl {
    const place = typeof path === "string" ? { path } : path;
    const names = subject.subjects.map(({ ugid }) => ugid).join(" ");
    return new ProxmoxAcl(this, `grant to ${names} on ${place.path ?? "/"}`.replaceAll(" ", "-"), {
      ...this.#ownership,
      ensure: this.present && subject.present ? "present" : "absent",
      role: this,
      subjects: [subject],
      paths: [place],
    });
  }
}
