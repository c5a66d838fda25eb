import { Construct } from "constructs";
import { aclPathFault } from "../pve/names";
import {
  type Grant,
  grantPlaces,
  listFault,
  networkFault,
  parameterPaths,
  pathReleaseFault,
  profileRoles,
  unknownParameters,
  unusedFault,
  unusedParameters,
} from "../pve/privileges";
import type { GrantPlace, OneOrMore, ProfileParameters, RoleSpec } from "../pve/spec";
import type { ProxmoxCluster } from "./cluster";
import type { IProxmoxRole, ProxmoxPlacedRole } from "./grantable";
import { type Fault, type Faults, type NamesOf, faultsOf, objectFault, refuseFaults } from "./private/checks";
import { ClusterResources } from "./private/cluster-resources";
import { clusterFault, ownershipOf } from "./private/object-props";
import { atVersion, profileSource } from "./private/privilege-source";
import { PROFILES, type ProxmoxRoleProps, roleFaults } from "./role";

/** What a {@link ProxmoxGrants} is given. */
export interface ProxmoxGrantsProps extends Omit<ProxmoxRoleProps, "privileges"> {
  /** What confines the profiles; one name or several. `{}`: they are for the whole cluster. */
  readonly parameters: ProfileParameters<OneOrMore>;
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
  /** Which role counts where. Without `pveVersion`, those for any version: the provisioner leaves out the others. */
  public readonly grants: readonly ProxmoxPlacedRole[];
  /** What each role holds. @internal */
  public readonly sources: readonly Grant[];

  /** @throws Error with every fault of the props, and when the stack describes a role elsewhere */
  public constructor(scope: Construct, id: string, props: ProxmoxGrantsProps) {
    const faults = faultsOf(props, GRANTS, ({ cluster }) => ({
      cluster: clusterFault(cluster),
      ...grantsFaults(props),
    }));
    refuseFaults(scope, id, new.target.name, faults);
    super(scope, id);
    const { roleid = "opentofu-role" } = props;
    this.cluster = props.cluster;
    this.roleid = roleid;
    this.sources = describe(props, roleid);
    this.grants = this.sources.map(({ path, propagate, roleid: name }) => ({
      path,
      propagate,
      roleid: name,
    }));
    const roles = this.sources.map(({ roleid: name, privileges }): [string, RoleSpec] => {
      return [name, { kind: "role", roleid: name, privileges, ...ownershipOf(props) }];
    });
    ClusterResources.of(props.cluster).describe(this, { each: Object.fromEntries(roles) });
  }
}

const GRANTS: NamesOf<ProxmoxGrantsProps> = { cluster: true, ...PROFILES, parameters: true };

/** What is wrong with confined profiles, but for their cluster. */
export function grantsFaults(props: ProxmoxGrantsProps): Faults {
  const role = roleFaults(props);
  // Without privileges there are no places that parameters could be for.
  return { ...role, ...(role["privileges"] === undefined && { parameters: parametersFault(props) }) };
}

function describe(props: ProxmoxGrantsProps, roleid: string): Grant[] {
  const { pveVersion } = props.cluster;
  return profileRoles(profileSource(props), lists(props.parameters), roleid)
    .map((grant) => ({ ...grant, privileges: atVersion(grant.privileges, pveVersion) }))
    .filter(({ privileges }) => !("list" in privileges) || privileges.list.length > 0);
}

/** Each name as a list. */
function lists(parameters: ProfileParameters<OneOrMore>): ProfileParameters {
  const given = Object.entries<OneOrMore>({ ...parameters });
  return Object.fromEntries(given.map(([name, value]) => [name, [value].flat()]));
}

function parametersFault(props: ProxmoxGrantsProps): Fault {
  const wrong = objectFault(props.parameters);
  if (wrong !== undefined) return wrong;
  const parameters = lists(props.parameters);
  const malformed = Object.entries<unknown>({ ...parameters }).flatMap(
    ([name, list]) => listFault(name, list) ?? emptyFault(name, list as readonly string[]) ?? [],
  );
  const unknown = unknownParameters(Object.keys(parameters));
  const faults =
    malformed.length + unknown.length > 0 ? [...malformed, ...unknown] : placeFaults(props, parameters);
  return faults.length === 0 ? undefined : faults.join("; ");
}

/** A list that a program has come to, with nothing in it, would give more than one with a name. */
function emptyFault(name: string, list: readonly string[]): Fault {
  const index = list.findIndex((value) => value.trim() === "");
  if (list.length > 0 && index < 0) return undefined;
  const what = list.length === 0 ? name : `${name}[${String(index)}]`;
  return `${what} is empty, and would confine nothing; name at least one, or leave it out`;
}

/** Names that make no path or one that the cluster's version does not have, and parameters that nothing depends on. */
function placeFaults(props: ProxmoxGrantsProps, parameters: ProfileParameters): readonly string[] {
  const source = profileSource(props);
  const malformed = networkFault(parameters);
  if (malformed !== undefined) return [malformed];
  const unused = unusedParameters(source, parameters);
  const pveVersion = clusterFault(props.cluster) === undefined ? props.cluster.pveVersion : undefined;
  const paths = Object.entries<readonly string[]>({ ...parameters }).flatMap(([name, values]) =>
    values.flatMap((value) => parameterPaths(source, name, value)),
  );
  return [
    ...unused.map((name) => unusedFault(name, source.profiles)),
    ...pathFaults(() => grantPlaces(source, parameters)),
    ...paths.flatMap((path) => pathReleaseFault(path, pveVersion) ?? []),
  ];
}

function pathFaults(places: () => readonly GrantPlace[]): readonly string[] {
  try {
    return places().flatMap(({ path }) => aclPathFault(path) ?? []);
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
}
