import { removedPrivileges } from "./table";
import { profileGrants } from "./profile-grants";
import { grantsOn, findProfile } from "./profiles";
import type { PveRelease } from "./release";
import type { GrantPlace, PlacedSource, PrivilegeSource, ProfileParameters, ProfileSource } from "../spec";
import { type UnknownPrivilege, unknownAmong } from "./unknown";

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
 * A source that names a place gives what its profiles need on that path; none at all if the release needs nothing there.
 *
 * @throws Error for a profile that does not exist
 */
export function resolvePrivileges(source: PrivilegeSource, release: PveRelease): ResolvedPrivileges {
  const privileges = [...new Set(wantedOf(source, release))].sort();
  return { privileges, unknown: unknownAmong(privileges, release) };
}

function wantedOf(source: PrivilegeSource, release: PveRelease): readonly string[] {
  if ("list" in source) return source.list;
  return "on" in source ? onPlace(source, release) : ofProfiles(source, release);
}

type ByPlace = ReadonlyMap<string, readonly string[]>;

/** The places of one profile share their parameters, and what is needed on one of them comes with what is needed on all. */
const resolved = new WeakMap<ProfileParameters, Map<string, ByPlace>>();

function onPlace({ on, ...source }: PlacedSource, release: PveRelease): readonly string[] {
  return byPlace(source, release).get(placeKey(on)) ?? [];
}

function byPlace({ parameters, ...source }: Omit<PlacedSource, "on">, release: PveRelease): ByPlace {
  const known = resolved.get(parameters) ?? new Map<string, ByPlace>();
  resolved.set(parameters, known);
  const name = JSON.stringify([source.profiles, source.add, source.remove, release.major, release.minor]);
  const grants =
    known.get(name) ??
    new Map(
      profileGrants(source.profiles, parameters, { release, add: source.add, remove: source.remove }).map(
        (grant) => [placeKey(grant), grant.privileges],
      ),
    );
  known.set(name, grants);
  return grants;
}

function placeKey({ path, propagate }: GrantPlace): string {
  return `${path} ${String(propagate)}`;
}

function ofProfiles(source: ProfileSource, release: PveRelease): string[] {
  const granted = source.profiles.flatMap((name) =>
    grantsOn(findProfile(name), release).flatMap((grant) => grant.privileges),
  );
  const removed = removedPrivileges(source.remove, release);
  return [...granted.filter((name) => !removed.has(name)), ...source.add];
}
