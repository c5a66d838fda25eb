/** What clusters and identities must not share. */
import { environmentKey } from "../../pve/names/variables";
import { clusterKeyFault, endpointFault, identityNameFault } from "../schema/values";
import type { Draft } from "./draft";
import { type Fault, faultAt, jsonPath } from "./fault";
import { hasOwnAccess } from "./own-access";
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
    const message = clusterKeyFault(key);
    return message === undefined ? [] : [{ path: [...clusters.path, key], message }];
  });
}

/** `a-b` and `A_B` would read their logins from the same variables. */
function sharedVariables(clusters: Draft): Fault[] {
  const { keys } = clusters;
  return keys.flatMap((key, index) => {
    const first = keys.findIndex((other) => environmentKey(other) === environmentKey(key));
    if (first === index) return [];
    const variables = `PROXMOX_VE_${environmentKey(key)}_…`;
    const message = `reads its login from ${variables}, as clusters.${String(keys[first])} does; choose another key`;
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
  { object: "user", setting: "userid" },
  { object: "role", setting: "roleid" },
] as const;

function sharedObjects(clusters: Draft): Fault[] {
  const all = clusters.keys.flatMap((key) => written(key, clusters.at(key)));
  return all.flatMap((mine, index) =>
    all.slice(0, index).flatMap((theirs) => {
      const sameCluster = mine.cluster === theirs.cluster;
      if (!sameCluster && (mine.origin === undefined || mine.origin !== theirs.origin)) return [];
      const where = sameCluster ? "" : " at the same endpoint";
      return OBJECTS.flatMap(({ object, setting }) => {
        const place = mine.place.at(object).at(setting);
        const other = theirs.place.at(object).at(setting);
        const id = place.text(mine.defaults[setting]);
        if (id === undefined || id !== other.text(theirs.defaults[setting])) return [];
        return [faultAt(place, `${jsonPath(other.path)}${where} is ${id} too; give each its own`)];
      });
    }),
  );
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
  return [{ ...common, place: cluster, defaults: OWN_DEFAULTS }, ...named];
}

const OWN_DEFAULTS = { userid: "opentofu@pve", roleid: "opentofu-role" };

function identityNames(clusters: Draft): Fault[] {
  const named = clusters.keys.flatMap((key) => {
    const identities = clusters.at(key).at("identities");
    return identities.keys.map((name) => ({ name, path: [...identities.path, name] }));
  });
  return named.flatMap(({ name, path }) => {
    const message = identityNameFault(name);
    return message === undefined ? [] : [{ path, message }];
  });
}

function originOf(cluster: Draft): string | undefined {
  const endpoint = cluster.at("endpoint").text();
  return endpoint === undefined || endpointFault(endpoint) !== undefined
    ? undefined
    : new URL(endpoint).origin;
}
