import { Construct } from "constructs";
import { aclPathFault, roleidFault } from "../pve/names";
import {
  type Fault,
  type Grant,
  emptyEntryFault,
  grantPlaces,
  networkFault,
  parameterPaths,
  pathReleaseFault,
  privilegesFault,
  profileRoles,
  unusedFault,
  unusedParameters,
} from "../pve/privileges";
import type { GrantPlace, ProfileParameters, RoleSpec } from "../pve/spec";
import type { ProxmoxCluster } from "./cluster";
import type { IProxmoxRole } from "./grantable";
import { check, refuseFaults } from "./private/checks";
import { ClusterResources } from "./private/cluster-resources";
import { ownershipOf } from "./private/object-props";
import { atVersion, profileSource } from "./private/privilege-source";
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
 * are instances of one resource, by their roleids.
 */
export class ProxmoxGrants extends Construct implements IProxmoxRole {
  /** The cluster that keeps the roles. */
  public readonly cluster: ProxmoxCluster;
  /** What the roleids begin with; a role on `/` has it as it is. */
  public readonly roleid: string;
  /** What is to be granted where. Without `pveVersion`, those for any version: the provisioner leaves out the others. */
  public readonly grants: readonly Grant[];

  /** @throws Error with every fault of the props, and when the stack describes a role elsewhere */
  public constructor(scope: Construct, id: string, props: ProxmoxGrantsProps) {
    const roleid = props.roleid ?? "opentofu-role";
    refuseFaults(scope, id, new.target.name, {
      roleid: check(roleid, roleidFault),
      privileges: privilegesFault(props),
      parameters: parametersFault(props),
    });
    super(scope, id);
    this.cluster = props.cluster;
    this.roleid = roleid;
    this.grants = describe(props, roleid);
    const roles = this.grants.map(({ roleid: name, privileges }): [string, RoleSpec] => {
      return [name, { kind: "role", roleid: name, privileges, ...ownershipOf(props) }];
    });
    ClusterResources.of(props.cluster).describe(this, { each: Object.fromEntries(roles) });
  }
}

function describe(props: ProxmoxGrantsProps, roleid: string): Grant[] {
  const { pveVersion } = props.cluster;
  return profileRoles(profileSource(props), lists(props.parameters), roleid)
    .map((grant) => ({ ...grant, privileges: atVersion(grant.privileges, pveVersion) }))
    .filter(({ privileges }) => !("list" in privileges) || privileges.list.length > 0);
}

/** Each name as a list. */
function lists(parameters: ProxmoxProfileParameters): ProfileParameters {
  const given = Object.entries<string | readonly string[]>(parameters);
  return Object.fromEntries(given.map(([name, value]) => [name, [value].flat()]));
}

function parametersFault(props: ProxmoxGrantsProps): Fault {
  if (privilegesFault(props) !== undefined) return undefined;
  const parameters = lists(props.parameters);
  const [empty] = Object.entries<readonly unknown[]>({ ...parameters }).flatMap(
    ([name, list]) => emptyEntryFault(name, list) ?? [],
  );
  if (empty !== undefined) return empty;
  const source = profileSource(props);
  const unused = unusedParameters(source, parameters).map((name) => unusedFault(name, source.profiles));
  return (
    unused[0] ??
    networkFault(parameters) ??
    placeFault(() => grantPlaces(source, parameters)) ??
    releaseFault(props, parameters)
  );
}

/** A value of a parameter may lead to a path that the cluster's version does not have. */
function releaseFault(props: ProxmoxGrantsProps, parameters: ProfileParameters): Fault {
  const source = profileSource(props);
  return Object.entries<readonly string[]>({ ...parameters })
    .flatMap(([name, values]) => values.flatMap((value) => parameterPaths(source, name, value)))
    .map((path) => pathReleaseFault(path, props.cluster.pveVersion))
    .find((fault) => fault !== undefined);
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
