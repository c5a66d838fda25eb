import type { Draft } from "./draft";

const OWN = ["user", "role", "acl", "parameters", "token"];

/** Whether the cluster itself describes an identity: it does unless there are only named ones. */
export function hasOwnAccess(cluster: Draft): boolean {
  return cluster.at("identities").keys.length === 0 || OWN.some((key) => cluster.at(key).present);
}
