import { createHash } from "node:crypto";
import { unknownWordFault } from "../names";
import { PROFILE_NAMES } from "./profiles";
import { TURNING_POINTS } from "./table";
import { profileGrants, templatesOf } from "./profile-grants";
import type { GrantPlace, PlacedSource, PrivilegeSource, ProfileParameters, ProfileSource } from "../spec";

/** Where profiles need anything on any release: the places that are known before a node was asked for its version. */
export function grantPlaces(source: ProfileSource, parameters: ProfileParameters): readonly GrantPlace[] {
  const { profiles, add, remove } = source;
  const templates = templatesOf(profiles, add);
  const releases = [
    ...TURNING_POINTS,
    ...templates.flatMap(({ since, until }) => [since ?? [], until ?? []].flat()),
  ];
  const places = new Map<string, GrantPlace>();
  for (const release of releases) {
    for (const { path, propagate } of profileGrants(profiles, parameters, { release, add, remove })) {
      places.set(`${path} ${String(propagate)}`, { path, propagate });
    }
  }
  return [...places].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, place]) => place);
}

/**
 * The roleid for each of the places, named after its path: `ci-role` on `/`, `ci-role-pool-lab` on `/pool/lab`,
 * `…-only` when nothing below the path counts. Places that would share a name (`/pool/a-b`, `/pool/a/b`) get a part
 * of their path's hash too.
 */
export function roleidsOn(roleid: string, places: readonly GrantPlace[]): readonly string[] {
  const names = places.map(plainName);
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return places.map(({ path }, index) => {
    const name = names[index] ?? "";
    return `${roleid}${name}${counts.get(name) === 1 ? "" : `-${hash(path)}`}`;
  });
}

/** What profiles need, place by place, each with a role of its own. */
export function profileRoles(
  source: ProfileSource,
  parameters: ProfileParameters,
  roleid: string,
): readonly PlacedGrant[] {
  const places = grantPlaces(source, parameters);
  const roleids = roleidsOn(roleid, places);
  return places.map((on, index) => ({
    ...on,
    roleid: roleids[index] ?? roleid,
    privileges: { ...source, parameters, on },
  }));
}

/** A role, and where it counts. */
export interface Grant extends GrantPlace {
  /** Of a role for this place alone. */
  readonly roleid: string;
  /** What the role holds. */
  readonly privileges: PrivilegeSource;
}

/** A grant whose privileges depend on the version. */
export interface PlacedGrant extends Grant {
  readonly privileges: PlacedSource;
}

/** The parameters that are given, and that no grant of the profiles depends on. */
export function unusedParameters(
  { profiles, add }: ProfileSource,
  parameters: ProfileParameters,
): readonly string[] {
  const paths = templatesOf(profiles, add).flatMap((template) => template.paths);
  return Object.keys(parameters).filter((name) => !paths.some((path) => path.includes(`{${name}}`)));
}

/** What is wrong with the names of parameters that no profile knows. */
export function unknownParameters(names: readonly string[]): readonly string[] {
  const paths = templatesOf(PROFILE_NAMES, []).flatMap((template) => template.paths);
  const known = [...new Set(paths.flatMap((path) => path.match(/(?<=\{)\w+(?=\})/g) ?? []))].sort();
  return names.flatMap((name) => unknownWordFault("parameter of a profile", name, known) ?? []);
}

/** The ACL paths that a value of a parameter leads to. */
export function parameterPaths(
  { profiles, add }: ProfileSource,
  name: string,
  value: string,
): readonly string[] {
  const paths = templatesOf(profiles, add)
    .flatMap((template) => template.paths)
    .filter((path) => path.includes(`{${name}}`));
  return [...new Set(paths)].map((path) => path.replace(`{${name}}`, () => value));
}

function plainName({ path, propagate }: GrantPlace): string {
  return `${path === "/" ? "" : path.replaceAll("/", "-")}${propagate ? "" : "-only"}`;
}

function hash(path: string): string {
  return createHash("sha256").update(path).digest("hex").slice(0, 8);
}
