import { resolvePrivileges } from "../../pve/privileges/resolve";
import type { PrivilegeSource, ProfileSource } from "../../pve/spec";
import { parseVersion } from "../../pve/privileges/version";
import type { ProxmoxRoleProps } from "../role";

/** What a role is described by: its own list, or profiles. */
export function privilegeSource(props: ProxmoxRoleProps): PrivilegeSource {
  if (props.privileges) return { list: [...new Set(props.privileges)].sort() };
  return atVersion(profileSource(props), props.cluster.pveVersion);
}

/** The profiles of a role, and how they are changed. */
export function profileSource(props: ProxmoxRoleProps): ProfileSource {
  return {
    profiles: [props.profile ?? "opentofu-vm"].flat(),
    add: [...(props.add ?? [])].sort(),
    remove: [...(props.remove ?? [])].sort(),
  };
}

/** Resolved already, if the version is known. */
export function atVersion(source: ProfileSource, pveVersion: string | undefined): PrivilegeSource {
  if (pveVersion === undefined) return source;
  const { privileges } = resolvePrivileges(source, parseVersion(pveVersion));
  return { list: privileges, resolved: { profiles: source.profiles, pveVersion } };
}

/** One trigger a privilege, so that a plan names the one that comes or goes, and one a profile. */
export function readable(source: PrivilegeSource): Record<string, string> {
  if ("list" in source) {
    const { profiles = [], pveVersion = "" } = source.resolved ?? {};
    return Object.fromEntries([
      ...profiles.map((profile) => [`profile ${profile}`, `resolved for PVE ${pveVersion}`]),
      ...source.list.map((privilege) => [privilege, "granted"]),
    ]) as Record<string, string>;
  }
  const where = "on" in source ? `resolved for ${source.on.path} and the node's PVE version` : RESOLVED;
  return Object.fromEntries([
    ...source.profiles.map((profile) => [`profile ${profile}`, where]),
    ...source.add.map((privilege) => [privilege, "added"]),
    ...source.remove.map((privilege) => [privilege, "removed"]),
  ]) as Record<string, string>;
}

const RESOLVED = "resolved for the node's PVE version";
