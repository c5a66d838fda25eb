/** What keys and names would be one thing in the stack. */
import { clusterKeyFault } from "../../pve/names";
import { identityNameFault } from "../schema/values";
import type { Draft } from "./draft";
import { type Fault, faultAt, jsonPath } from "./fault";
import { hasOwnAccess } from "./own-access";

/** What the stack has at its top beside the clusters. */
const TOP_LEVEL: readonly string[] = [
  "backend",
  "description",
  "local",
  "null",
  "provisioner",
  "settled",
  "stack",
  "tfvars",
  "token-file",
];

/** Behind a cluster's key: what is made once for the cluster. */
const OF_CLUSTER = ["always", "deployed", "pve-ca"];

/** Behind a cluster's key, and an identity's name if it has one: what is made for each identity. */
const OF_ACCESS = [
  "user",
  "role",
  "acl",
  "acl_reasons",
  "token",
  "token_rotation",
  "token_renewal",
  "token_renewed",
  "token_secret",
];

/** Behind a cluster's key and a group's name: what is made for each group. */
const OF_GROUP = ["", "_role", "_acl", "_acl_reasons"];

/** A name that Terraform will know, and what it comes from. */
interface StackName {
  readonly name: string;
  readonly place: Draft;
}

/**
 * Terraform knows a resource by the parts of its path, joined by `_`. So `a_b` with identity `c` and `a` with identity
 * `b_c` would meet, and so would `a_user` and the user of `a`. Each place has one fault at most.
 * Names that are faulty by themselves do not count.
 */
export function stackNameFaults(clusters: Draft): Fault[] {
  const reserved = clusters.keys
    .filter((key) => TOP_LEVEL.includes(key))
    .map((key) => faultAt(clusters.at(key), `${key} is what the stack has already; choose another key`));
  const keys = clusters.keys.filter((key) => clusterKeyFault(key) === undefined);
  return [...reserved, ...meetings(keys.flatMap((key) => namesOf(key, clusters.at(key))))];
}

function namesOf(key: string, cluster: Draft): StackName[] {
  const identities = cluster.at("identities");
  const once = [key, ...OF_CLUSTER.map((part) => `${key}_${part}`)];
  const own = hasOwnAccess(cluster) ? OF_ACCESS.map((part) => `${key}_${part}`) : [];
  const groups = cluster.at("groups");
  const named = identities.keys.filter((name) => identityNameFault(name) === undefined);
  return [
    ...[...once, ...own].map((name) => ({ name, place: cluster })),
    ...groups.keys.flatMap((groupid) =>
      OF_GROUP.map((part) => ({
        name: `${key}_group-${groupid.replace(/[^A-Za-z0-9_-]/g, "-")}${part}`,
        place: groups.at(groupid),
      })),
    ),
    ...named.flatMap((identity) =>
      OF_ACCESS.map((part) => ({ name: `${key}_${identity}_${part}`, place: identities.at(identity) })),
    ),
  ];
}

function meetings(names: readonly StackName[]): Fault[] {
  const first = new Map<string, Draft>();
  const faults = new Map<string, Fault>();
  for (const { name, place } of names) {
    const path = jsonPath(place.path);
    const other = first.get(name);
    if (other === undefined) first.set(name, place);
    else if (!faults.has(path)) {
      const both = `makes ${name} in the stack, as ${jsonPath(other.path)} does`;
      faults.set(path, faultAt(place, `${both}; choose another name for one of them`));
    }
  }
  return [...faults.values()];
}
