import { endpointFault } from "../schema/values";
import type { Draft } from "./draft";
import { OWN_NAMES, hasOwnAccess } from "./own-access";

/** One identity, as it is written. */
export interface Written {
  /** The key of its cluster. */
  readonly cluster: string;
  /** That of its cluster's endpoint; undefined for an endpoint that is none. */
  readonly origin: string | undefined;
  /** What holds `user`, `role`, `acl`, `parameters` and `token`. */
  readonly place: Draft;
  /** What holds `profile`, `privileges`, `add` and `remove`. */
  readonly privileges: Draft;
  /** What counts when it names no user or role of its own. */
  readonly defaults: Readonly<Record<"userid" | "roleid", string>>;
}

/** Every identity of a cluster: the one that the cluster itself describes, and those with names. */
export function written(key: string, cluster: Draft): Written[] {
  const common = { cluster: key, origin: originOf(cluster) };
  const identities = cluster.at("identities");
  const named = identities.keys.map((name) => {
    const place = identities.at(name);
    const defaults = { userid: `${name}@pve`, roleid: `${name}-role` };
    return { ...common, place, privileges: place, defaults };
  });
  if (!hasOwnAccess(cluster)) return named;
  return [{ ...common, place: cluster, privileges: cluster.at("role"), defaults: OWN_NAMES }, ...named];
}

/** Where an identity names its user or its role, and what it is called; undefined for what is no text. */
export function nameIn({ place, defaults }: Written, object: "user" | "role") {
  const existing = place.at(object).at("existing");
  const setting = object === "user" ? "userid" : "roleid";
  const at = existing.present ? existing : place.at(object).at(setting);
  return { place: at, id: at.text(defaults[setting]), exists: existing.present };
}

function originOf(cluster: Draft): string | undefined {
  const endpoint = cluster.at("endpoint").text();
  return endpoint === undefined || endpointFault(endpoint) !== undefined
    ? undefined
    : new URL(endpoint).origin;
}
