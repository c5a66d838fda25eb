import { allPrivileges, knownPrivileges, replacements } from "./privilege-table";
import { grantsOn, findProfile } from "./profiles";
import type { PveRelease } from "./release";
import type { PrivilegeSource } from "./spec";
import { nearest } from "./words";

export { allPrivileges, knownPrivileges } from "./privilege-table";

/** The 15 privileges of the default role, as PVE 7 names them; profile `opentofu-vm` does the same on every version. */
export const DEFAULT_PRIVILEGES: readonly string[] = [
  "Datastore.AllocateSpace",
  "Datastore.Audit",
  "VM.Allocate",
  "VM.Audit",
  "VM.Clone",
  "VM.Config.CDROM",
  "VM.Config.CPU",
  "VM.Config.Cloudinit",
  "VM.Config.Disk",
  "VM.Config.HWType",
  "VM.Config.Memory",
  "VM.Config.Network",
  "VM.Config.Options",
  "VM.Monitor",
  "VM.PowerMgmt",
];

/** A privilege that a release does not know. */
export interface UnknownPrivilege {
  readonly name: string;
  /** What replaces it there, or the nearest name; may be empty. */
  readonly instead: readonly string[];
}

/** Privileges for one release. */
export interface ResolvedPrivileges {
  /** Sorted, each once; those in `unknown` among them. */
  readonly privileges: readonly string[];
  /** Those that the release would refuse. */
  readonly unknown: readonly UnknownPrivilege[];
}

/**
 * The privileges of a role on a release. A list, and what is added to a profile, is taken as written. What is
 * removed takes its replacement along: without `VM.Monitor` on 8 means without `VM.GuestAgent.*` in its place on 9.
 *
 * @throws Error for a profile that does not exist
 */
export function resolvePrivileges(source: PrivilegeSource, release: PveRelease): ResolvedPrivileges {
  const wanted = "list" in source ? source.list : ofProfiles(source, release);
  const privileges = [...new Set(wanted)].sort();
  const known = new Set(knownPrivileges(release));
  const unknown = privileges
    .filter((name) => !known.has(name))
    .map((name) => ({ name, instead: instead(name, release) }));
  return { privileges, unknown };
}

/** The names that `remove` takes out on a release. */
export function removedPrivileges(remove: readonly string[], release: PveRelease): ReadonlySet<string> {
  return new Set(remove.flatMap((name) => [name, ...replacements(name, release)]));
}

function ofProfiles(source: Extract<PrivilegeSource, { profiles: unknown }>, release: PveRelease): string[] {
  const granted = source.profiles.flatMap((name) =>
    grantsOn(findProfile(name), release).flatMap((grant) => grant.privileges),
  );
  const removed = removedPrivileges(source.remove, release);
  return [...granted.filter((name) => !removed.has(name)), ...source.add];
}

function instead(name: string, release: PveRelease): readonly string[] {
  if (allPrivileges().includes(name)) return replacements(name, release);
  const near = nearest(name, knownPrivileges(release));
  return near === undefined ? [] : [near];
}
