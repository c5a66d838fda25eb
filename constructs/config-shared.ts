/** What clusters must not share. */
import { environmentKey } from "../pve/environment";
import { clusterKeyFault, endpointFault } from "./config-values";
import type { Draft } from "./config-draft";
import type { Fault } from "./config-faults";

/** The faults of cluster keys, and of clusters that would fight over one object. */
export function sharedFaults(clusters: Draft): Fault[] {
  return [...keyFaults(clusters), ...sharedVariables(clusters), ...sharedObjects(clusters)];
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

/** An object that one cluster may change or delete under the hands of another. */
const OBJECTS = [
  { object: "user", setting: "userid", otherwise: "opentofu@pve" },
  { object: "role", setting: "roleid", otherwise: "opentofu-role" },
] as const;

function sharedObjects(clusters: Draft): Fault[] {
  const { keys } = clusters;
  return keys.flatMap((key, index) =>
    keys.slice(0, index).flatMap((other) => {
      const [mine, theirs] = [clusters.at(key), clusters.at(other)];
      const origin = originOf(mine);
      if (origin === undefined || origin !== originOf(theirs)) return [];
      return OBJECTS.flatMap(({ object, setting, otherwise }) => {
        const place = mine.at(object).at(setting);
        const id = place.text(otherwise);
        if (id === undefined || id !== theirs.at(object).at(setting).text(otherwise)) return [];
        const message = `clusters.${other}.${object}.${setting} at the same endpoint is ${id} too; give each its own`;
        return [{ path: place.path, message }];
      });
    }),
  );
}

function originOf(cluster: Draft): string | undefined {
  const endpoint = cluster.at("endpoint").text();
  return endpoint === undefined || endpointFault(endpoint) !== undefined
    ? undefined
    : new URL(endpoint).origin;
}
