import type { Construct } from "constructs";
import { aclPathFault, roleidFault } from "../pve/names/names";
import { grantPlaces, profileRoles, unusedParameters } from "../pve/privileges/profile-places";
import type { Grant, GrantPlace, ProfileParameters, RoleSpec } from "../pve/spec";
import { type Fault, check, refuseFaults } from "./private/checks";
import { atVersion, profileSource, readable } from "./private/privilege-source";
import { privilegesFault, unusedFault } from "../pve/privileges/faults";
import { type DescribedObject, PveObject } from "./private/pve-object";
import type { ProxmoxRoleProps } from "./role";

/** What confines a profile; one name or several. Without any of it the profile is for the whole cluster. */
export type ProxmoxProfileParameters = {
  readonly [name in keyof ProfileParameters]: string | readonly string[];
};

/** What a {@link ProxmoxGrants} is given. */
export interface ProxmoxGrantsProps extends Omit<ProxmoxRoleProps, "privileges"> {
  /** What confines the profiles. */
  readonly parameters: ProxmoxProfileParameters;
}

/**
 * What profiles need, path by path: one role for each path, as PVE's roles are the same wherever they are used. The roles
 * are instances of one resource, so one that is no longer wanted is deleted by the next deploy.
 */
export class ProxmoxGrants extends PveObject {
  /** What the roleids begin with; a role on `/` has it as it is. */
  public readonly roleid: string;
  /** What is to be granted where. Without `pveVersion`, those for any version: the provisioner leaves out the others. */
  public readonly grants: readonly Grant[];

  /** @throws Error with every fault of the props */
  public constructor(scope: Construct, id: string, props: ProxmoxGrantsProps) {
    const roleid = props.roleid ?? "opentofu-role";
    refuseFaults(scope, id, new.target.name, {
      roleid: check(roleid, roleidFault),
      privileges: privilegesFault(props),
      parameters: parametersFault(props),
    });
    const grants = describe(props, roleid);
    super(scope, id, { kind: "role", many: true, settingsVary: true, objects: roles(grants) }, props);
    this.roleid = roleid;
    this.grants = grants;
  }
}

function describe(props: ProxmoxGrantsProps, roleid: string): Grant[] {
  return profileRoles(profileSource(props), lists(props.parameters), roleid)
    .map((grant) => ({ ...grant, privileges: atVersion(grant.privileges, props.cluster.pveVersion) }))
    .filter(({ privileges }) => !("list" in privileges) || privileges.list.length > 0);
}

function roles(grants: readonly Grant[]): Record<string, DescribedObject> {
  return Object.fromEntries(
    grants.map(({ roleid, privileges, path }) => {
      const spec: RoleSpec = { kind: "role", roleid, privileges };
      return [roleid, { spec, identity: { roleid }, settings: { path, ...readable(privileges) } }];
    }),
  );
}

/** Each name as a list. */
export function lists(parameters: ProxmoxProfileParameters): ProfileParameters {
  const given = Object.entries<string | readonly string[]>(parameters);
  return Object.fromEntries(given.map(([name, value]) => [name, [value].flat()]));
}

function parametersFault(props: ProxmoxGrantsProps): Fault {
  if (privilegesFault(props) !== undefined) return undefined;
  const parameters = lists(props.parameters);
  const source = profileSource(props);
  const unused = unusedParameters(source, parameters).map((name) => unusedFault(name, source.profiles));
  return unused[0] ?? placeFault(() => grantPlaces(source, parameters));
}

function placeFault(places: () => readonly GrantPlace[]): Fault {
  try {
    return places()
      .map(({ path }) => aclPathFault(path))
      .find((fault) => fault !== undefined);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
