/** What clusters and identities must not share. */
import { clusterKeyFault, constructIdFault, environmentKey, roleidFault, useridFault } from "../../pve/names";
import { endpointFault, identityNameFault } from "../schema/values";
import type { Draft } from "./draft";
import { type Fault, faultAt, jsonPath } from "./fault";
import { OWN_NAMES, hasOwnAccess } from "./own-access";
import { stackNameFaults } from "./stack-names";

/** The faults of keys and names, and of identities that would fight over one object. */
export function sharedFaults(clusters: Draft): Fault[] {
  return [
    ...keyFaults(clusters),
    ...identityNames(clusters),
    ...stackNameFaults(clusters),
    ...sharedVariables(clusters),
    ...sharedObjects(clusters),
  ];
}

function keyFaults(clusters: Draft): Fault[] {
  return clusters.keys.flatMap((key) => {
    const message = clusterKeyFault(key) ?? constructIdFault(key);
    return message === undefined ? [] : [{ path: [...clusters.path, key], message }];
  });
}

/** `a-b` and `A_B` would read their logins from the same variables. */
function sharedVariables(clusters: Draft): Fault[] {
  const first = new Map<string, string>();
  return clusters.keys.flatMap((key) => {
    if (clusterKeyFault(key) !== undefined) return [];
    const name = environmentKey(key);
    const other = first.get(name);
    if (other === undefined) {
      first.set(name, key);
      return [];
    }
    const message = `reads its login from PROXMOX_VE_${name}_…, as clusters.${other} does; choose another key`;
    return [{ path: [...clusters.path, key], message }];
  });
}

/** One identity, as it is written. */
interface Written {
  readonly cluster: string;
  readonly origin: string | undefined;
  readonly place: Draft;
  /** What counts when it names no user or role of its own. */
  readonly defaults: Readonly<Record<"userid" | "roleid", string>>;
}

/** An object that one identity may change or delete under the hands of another. */
const OBJECTS = [
  { object: "user", setting: "userid", idFault: useridFault },
  { object: "role", setting: "roleid", idFault: roleidFault },
] as const;

/** An object is one where the endpoint is one; of an endpoint that is none, within the cluster. */
function sharedObjects(clusters: Draft): Fault[] {
  const all = clusters.keys.flatMap((key) => written(key, clusters.at(key)));
  return OBJECTS.flatMap((kind) => {
    const first = new Map<string, Mention>();
    const named = all.flatMap((mine) => mentionOf(mine, kind));
    for (const mention of named)
      if (!mention.exists && !first.has(mention.object)) first.set(mention.object, mention);
    return named.flatMap((mention) => sharedFault(mention, first.get(mention.object)));
  });
}

/** Where an identity names a user or a role. */
interface Mention {
  /** Tells the object from others, on all clusters. */
  readonly object: string;
  readonly id: string;
  readonly cluster: string;
  readonly place: Draft;
  /** Whether it is said to exist already. */
  readonly exists: boolean;
}

function mentionOf(
  { cluster, origin, place: identity, defaults }: Written,
  { object, setting, idFault }: (typeof OBJECTS)[number],
): Mention[] {
  const existing = identity.at(object).at("existing");
  const exists = existing.present;
  const place = exists ? existing : identity.at(object).at(setting);
  const id = place.text(defaults[setting]);
  if (id === undefined || idFault(id) !== undefined) return [];
  return [{ object: JSON.stringify([origin ?? { of: cluster }, id]), id, cluster, place, exists }];
}

function sharedFault(mention: Mention, first: Mention | undefined): Fault[] {
  if (first === undefined || first === mention) return [];
  const { id, cluster, place, exists } = mention;
  const where = cluster === first.cluster ? "" : " at the same endpoint";
  const other = `${jsonPath(first.place.path)}${where}`;
  return exists
    ? [faultAt(place, `${other} makes ${id}, so it does not exist already; give each its own`)]
    : [faultAt(place, `${other} is ${id} too; give each its own`)];
}

function written(key: string, cluster: Draft): Written[] {
  const common = { cluster: key, origin: originOf(cluster) };
  const identities = cluster.at("identities");
  const named = identities.keys.map((name) => ({
    ...common,
    place: identities.at(name),
    defaults: { userid: `${name}@pve`, roleid: `${name}-role` },
  }));
  if (!hasOwnAccess(cluster)) return named;
  return [{ ...common, place: cluster, defaults: OWN_NAMES }, ...named];
}

function identityNames(clusters: Draft): Fault[] {
  const named = clusters.keys.flatMap((key) => {
    const identities = clusters.at(key).at("identities");
    return identities.keys.map((name) => ({ name, path: [...identities.path, name] }));
  });
  return named.flatMap(({ name, path }) => {
    const message = identityNameFault(name) ?? constructIdFault(name);
    return message === undefined ? [] : [{ path, message }];
  });
}

function originOf(cluster: Draft): string | undefined {
  const endpoint = cluster.at("endpoint").text();
  return endpoint === undefined || endpointFault(endpoint) !== undefined
    ? undefined
    : new URL(endpoint).origin;
}
