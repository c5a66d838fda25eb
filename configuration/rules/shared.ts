/** What clusters and identities must not share. */
import { clusterKeyFault, constructIdFault, environmentKey, groupidFault } from "../../pve/names";
import { identityNameFault } from "../schema/values";
import type { Draft } from "./draft";
import type { Fault } from "./fault";
import { sharedObjects } from "./objects";
import { stackNameFaults } from "./stack-names";

/** The faults of keys and names, and of identities that would fight over one object. */
export function sharedFaults(clusters: Draft): Fault[] {
  return [
    ...keyFaults(clusters),
    ...identityNames(clusters),
    ...groupids(clusters),
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

function groupids(clusters: Draft): Fault[] {
  return clusters.keys.flatMap((key) => {
    const groups = clusters.at(key).at("groups");
    return groups.keys.flatMap((groupid) => {
      const message = groupidFault(groupid);
      return message === undefined ? [] : [{ path: [...groups.path, groupid], message }];
    });
  });
}
