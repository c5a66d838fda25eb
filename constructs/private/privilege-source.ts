import { type PveRelease, parseRelease, resolvePrivileges } from "../../pve/privileges";
import type { PrivilegeSource, ProfileSource } from "../../pve/spec";

/** What says which privileges a role has. */
export interface DescribedPrivileges {
  readonly privileges?: readonly string[];
  readonly profile?: string | readonly string[];
  readonly add?: readonly string[];
  readonly remove?: readonly string[];
}

/** The release with most privileges, for what has to be judged before the node's version is known. */
const NEWEST: PveRelease = { major: 9, minor: 2 };

/** What a role is described by: its own list, or profiles. */
export function privilegeSource(
  described: DescribedPrivileges,
  pveVersion: string | undefined,
): PrivilegeSource {
  if (described.privileges) return { list: [...new Set(described.privileges)].sort() };
  return atVersion(profileSource(described), pveVersion);
}

/** The profiles of a role, and how they are changed. */
export function profileSource({ profile, add = [], remove = [] }: DescribedPrivileges): ProfileSource {
  return { profiles: [profile ?? "opentofu-vm"].flat(), add: [...add].sort(), remove: [...remove].sort() };
}

/** Resolved already, if the version is known. */
export function atVersion(source: ProfileSource, pveVersion: string | undefined): PrivilegeSource {
  if (pveVersion === undefined) return source;
  const { privileges } = resolvePrivileges(source, releaseOf(pveVersion));
  return { list: privileges, resolved: { profiles: source.profiles, pveVersion } };
}

/** The release that a role is judged by at synth. */
export function releaseOf(pveVersion: string | undefined): PveRelease {
  return (pveVersion === undefined ? undefined : parseRelease(pveVersion)) ?? NEWEST;
}
