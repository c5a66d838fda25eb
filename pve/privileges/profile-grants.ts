import { aclPathFault, normalizeAclPath, pathsAbove } from "../names";
import { removedPrivileges } from "./table";
import { placesOf } from "./privilege-places";
import type { GrantTemplate } from "./profile-parts";
import { findProfile, grantsOn } from "./profiles";
import type { PveRelease } from "./release";
import type { ProfileParameters } from "../spec";

export type { ProfileParameters } from "../spec";

/** How a profile is changed and for which release. */
export interface GrantOptions {
  readonly release: PveRelease;
  /** Taken as written; each goes where PVE asks for it (`Datastore.*` to the storages). */
  readonly add?: readonly string[];
  readonly remove?: readonly string[];
}

/** One ACL entry's worth of privileges. */
export interface ProfileGrant {
  readonly path: string;
  readonly propagate: boolean;
  /** Sorted. */
  readonly privileges: readonly string[];
}

const CONFINING = ["pool", "storage", "bridge", "zone", "vnet", "node"] as const;
const DEFAULTS = { realm: ["pve"], path: ["/"] } satisfies ProfileParameters;

/**
 * The grants of profiles together, by path, confined to what the parameters name. Without pool, storage, network and
 * node they are for the whole cluster, on `/`. Levels of PVE's ACL replace, they do not add, so a grant repeats what
 * propagates to its path from grants above it.
 *
 * @throws Error for an unknown profile and a parameter that makes no ACL path
 */
export function profileGrants(
  profiles: readonly string[],
  parameters: ProfileParameters,
  { release, add = [], remove = [] }: GrantOptions,
): readonly ProfileGrant[] {
  const removed = removedPrivileges(remove, release);
  const own = profiles
    .flatMap((name) => grantsOn(findProfile(name), release))
    .map((grant) => ({ ...grant, privileges: grant.privileges.filter((name) => !removed.has(name)) }));
  const placed = [...own, ...add.flatMap(placesOf)].flatMap((grant) => place(grant, parameters));
  return withInherited(byPath(placed.filter(({ privileges }) => privileges.length > 0)));
}

/** The templates of profiles on any release, and of what is added. */
export function templatesOf(profiles: readonly string[], add: readonly string[]): readonly GrantTemplate[] {
  return [...profiles.flatMap((name) => findProfile(name).grants), ...add.flatMap(placesOf)];
}

function place(grant: GrantTemplate, parameters: ProfileParameters): ProfileGrant[] {
  const { privileges, propagate = true } = grant;
  return pathsOf(grant, parameters).map((path) => {
    const fault = aclPathFault(path);
    if (fault !== undefined) throw new Error(`A grant of the profile has no place: ${fault}`);
    return { path: normalizeAclPath(path), propagate, privileges };
  });
}

function pathsOf({ paths, root }: GrantTemplate, parameters: ProfileParameters): readonly string[] {
  if (root !== undefined && CONFINING.every((name) => (parameters[name] ?? []).length === 0)) return ["/"];
  const placed = paths.flatMap((path) => filled(path, parameters));
  return placed.length === 0 ? [root ?? "/"] : placed;
}

/** A path with each value of its parameter; nothing when that is not given. */
function filled(path: string, parameters: ProfileParameters): readonly string[] {
  const name = /\{(\w+)\}/.exec(path)?.[1];
  if (name === undefined) return [path];
  const given = { ...DEFAULTS, ...parameters }[name as keyof ProfileParameters] ?? [];
  return given.map((value) => path.replace(`{${name}}`, () => value));
}

/** One grant a path and propagation, without what a propagating grant on the same path has anyway. */
function byPath(grants: readonly ProfileGrant[]): ProfileGrant[] {
  const merged = new Map<string, ProfileGrant>();
  for (const grant of grants) {
    const key = `${grant.path} ${String(grant.propagate)}`;
    const privileges = sorted([...(merged.get(key)?.privileges ?? []), ...grant.privileges]);
    merged.set(key, { ...grant, privileges });
  }
  return [...merged.values()]
    .map((grant) => {
      const above = grant.propagate ? [] : (merged.get(`${grant.path} true`)?.privileges ?? []);
      return { ...grant, privileges: grant.privileges.filter((name) => !above.includes(name)) };
    })
    .filter(({ privileges }) => privileges.length > 0)
    .sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : Number(b.propagate) - Number(a.propagate)));
}

function withInherited(grants: readonly ProfileGrant[]): ProfileGrant[] {
  const propagating = new Map(
    grants.filter(({ propagate }) => propagate).map(({ path, privileges }) => [path, privileges]),
  );
  return grants.map((grant) => {
    const above = pathsAbove(grant.path).flatMap((path) => propagating.get(path) ?? []);
    return { ...grant, privileges: sorted([...grant.privileges, ...above]) };
  });
}

function sorted(names: readonly string[]): string[] {
  return [...new Set(names)].sort();
}
