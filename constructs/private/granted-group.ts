import type { Construct } from "constructs";
import type { GroupConfiguration } from "../../configuration";
import { ProxmoxAcl } from "../acl";
import type { ProxmoxCluster } from "../cluster";
import type { IProxmoxRole } from "../grantable";
import { ProxmoxGrants } from "../grants";
import { ProxmoxGroup } from "../group";
import { ProxmoxRole } from "../role";
import { ownershipOf } from "./object-props";

/** A group of a configuration, with what it is granted. */
export function grantedGroup(
  cluster: ProxmoxCluster,
  groupid: string,
  { comment, role, acl, parameters, ...rest }: GroupConfiguration,
): ProxmoxGroup {
  const ownership = ownershipOf(rest);
  const group = new ProxmoxGroup(cluster, `group-${groupid}`, {
    cluster,
    groupid,
    ...(comment !== undefined && { comment }),
    ...ownership,
  });
  if (role === undefined) return group;
  new ProxmoxAcl(group, "acl", {
    ...ownership,
    role: roleOf(group, cluster, { ...rest, role, ...(parameters && { parameters }) }),
    subjects: [group],
    ...(acl && { acl }),
  });
  return group;
}

function roleOf(
  scope: Construct,
  cluster: ProxmoxCluster,
  {
    role: { existing, ...role },
    parameters,
    ...rest
  }: Required<Pick<GroupConfiguration, "role">> & GroupConfiguration,
): IProxmoxRole {
  if (existing !== undefined) return ProxmoxRole.named(cluster, existing);
  const props = { ...ownershipOf(rest), ...role, cluster };
  return parameters
    ? new ProxmoxGrants(scope, "role", { ...props, parameters })
    : new ProxmoxRole(scope, "role", props);
}
