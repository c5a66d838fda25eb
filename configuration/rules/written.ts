import { endpointFault, normaliseEndpoint } from "../../pve/names";
import type { Draft } from "./draft";
import { OWN_NAMES, hasOwnAccess } from "./own-access";

/** Who is granted a role: an identity or a group, as it is written. */
export interface Grantee {
  /** The key of its cluster. */
  readonly cluster: string;
  /** That of its cluster, normalised; undefined for one that is none. */
  readonly endpoint: string | undefined;
  /** What holds `role`, `acl` and `parameters`, and of an identity `user` and `token`. */
  readonly place: Draft;
  /** What holds `profile`, `privileges`, `add` and `remove`. */
  readonly privileges: Draft;
  /** What counts when it names no role of its own. */
  readonly defaults: { readonly roleid: string };
}

/** One identity, as it is written. */
export interface Written extends Grantee {
  /** What counts when it names no user or role of its own. */
  readonly defaults: { readonly userid: string; readonly roleid: string };
}

/** Every identity of a cluster: the one that the cluster itself describes, and those with names. */
export function written(key: string, cluster: Draft): Written[] {
  const common = { cluster: key, endpoint: endpointOf(cluster) };
  const identities = cluster.at("identities");
  const named = identities.keys.map((name) => {
    const place = identities.at(name);
    const defaults = { userid: `${name}@pve`, roleid: `${name}-role` };
    return { ...common, place, privileges: place, defaults };
  });
  if (!hasOwnAccess(cluster)) return named;
  return [{ ...common, place: cluster, privileges: cluster.at("role"), defaults: OWN_NAMES }, ...named];
}

/** The groups of a cluster. */
export function writtenGroups(key: string, cluster: Draft): Grantee[] {
  const groups = cluster.at("groups");
  return groups.keys.map((groupid) => {
    const place = groups.at(groupid);
    const defaults = { roleid: `${groupid}-role` };
    return { cluster: key, endpoint: endpointOf(cluster), place, privileges: place, defaults };
  });
}

/** Where somebody names a user or a role, and what it is called; undefined for what is no text. */
export interface Named {
  readonly place: Draft;
  readonly id: string | undefined;
  readonly exists: boolean;
}

/** The user of an identity. */
export function userOf({ place, defaults }: Written): Named {
  return named(place.at("user"), "userid", defaults.userid);
}

/** What is granted. */
export function roleOf({ place, defaults }: Grantee): Named {
  return named(place.at("role"), "roleid", defaults.roleid);
}

function named(object: Draft, setting: string, otherwise: string): Named {
  const existing = object.at("existing");
  const place = existing.present ? existing : object.at(setting);
  return { place, id: place.text(otherwise), exists: existing.present };
}

function endpointOf(cluster: Draft): string | undefined {
  const [first = cluster.at("endpoint")] = cluster.at("endpoint").items;
  const endpoint = first.text();
  return endpoint === undefined || endpointFault(endpoint) !== undefined
    ? undefined
    : normaliseEndpoint(endpoint, "endpoint");
}
