/** What clusters and identities must not share. */
import {
  clusterKeyFault,
  constructIdFault,
  endpointFault,
  environmentKey,
  normaliseEndpoint,
  roleidFault,
  useridFault,
} from "../../pve/names";
import { identityNameFault } from "../schema/values";
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
  readonly endpoint: string | undefined;
  readonly place: Draft;
  /** What counts when it names no user or role of its own. */
  readonly defaults: Readonly<Record<"userid" | "roleid", string>>;
}

/** An object that one identity may change or delete under the hands of another. */
const OBJECTS = [
  { object: "user", setting: "userid", idFault: useridFault },
  { object: "role", setting: "roleid", idFault: roleidFault },
] as const;

/** An object is one where the (first) endpoint is one; of an endpoint that is none, within the cluster. */
function sharedObjects(clusters: Draft): Fault[] {
  const first = new Map<string, Written>();
  return clusters.keys
    .flatMap((key) => written(key, clusters.at(key)))
    .flatMap((mine) =>
      OBJECTS.flatMap(({ object, setting, idFault }) => {
        const place = mine.place.at(object).at(setting);
        const id = place.text(mine.defaults[setting]);
        if (id === undefined || idFault(id) !== undefined) return [];
        const name = JSON.stringify([mine.endpoint ?? { of: mine.cluster }, object, id]);
        const theirs = first.get(name);
        if (theirs === undefined) {
          first.set(name, mine);
          return [];
        }
        const where = mine.cluster === theirs.cluster ? "" : " at the same endpoint";
        const other = jsonPath([...theirs.place.path, object, setting]);
        return [faultAt(place, `${other}${where} is ${id} too; give each its own`)];
      }),
    );
}

function written(key: string, cluster: Draft): Written[] {
  const common = { cluster: key, endpoint: endpointOf(cluster) };
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
    const message = identityNameFault(name) ?? constructIdFault(name);
    return message === undefined ? [] : [{ path, message }];
  });
}

function endpointOf(cluster: Draft): string | undefined {
  const [first = cluster.at("endpoint")] = cluster.at("endpoint").items;
  const endpoint = first.text();
  return endpoint === undefined || endpointFault(endpoint) !== undefined
    ? undefined
    : normaliseEndpoint(endpoint, "endpoint");
}
