/** ACL paths that not every version of PVE has. */
import { parameterPaths, pathReleaseFault } from "../../pve/privileges";
import type { ProfileSource } from "../../pve/spec";
import type { Draft } from "./draft";
import { type Fault, faultAt } from "./fault";

/**
 * The paths of `acl`, and those that `parameters` lead to, which the version that is written does not have.
 * @param source the profiles that the parameters confine; undefined when there is none, or one is misspelt
 */
export function pathsOfVersion(access: Draft, source: ProfileSource | undefined, version: string): Fault[] {
  const parameters = access.at("parameters");
  const confined = parameters.keys.flatMap((name) =>
    valuesAt(parameters.at(name)).map((place) => ({ name, place })),
  );
  return [
    ...access
      .at("acl")
      .items.map(placeOf)
      .flatMap((place) => faultsOf(place, [place.text() ?? "/"], version)),
    ...confined.flatMap(({ name, place }) =>
      faultsOf(place, source ? parameterPaths(source, name, place.text() ?? "") : [], version),
    ),
  ];
}

/** Where an entry of `acl` says its path: it may be a path alone. */
export function placeOf(entry: Draft): Draft {
  return entry.text() === undefined ? entry.at("path") : entry;
}

function faultsOf(place: Draft, paths: readonly string[], version: string): Fault[] {
  return paths
    .flatMap((path) => pathReleaseFault(path, version) ?? [])
    .slice(0, 1)
    .map((message) => faultAt(place, message));
}

/** One value, or each of a list. */
function valuesAt(setting: Draft): readonly Draft[] {
  return setting.items.length > 0 ? setting.items : [setting];
}
