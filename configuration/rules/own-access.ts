import type { Draft } from "./draft";

const OWN = ["user", "role", "acl", "parameters", "token"];

/** What its user and role are called, unless it says otherwise. */
export const OWN_NAMES = { userid: "opentofu@pve", roleid: "opentofu-role" } as const;

/** Whether the cluster itself describes an identity: it does unless there are only named ones. */
export function hasOwnAccess(cluster: Draft): boolean {
  return cluster.at("identities").keys.length === 0 || OWN.some((key) => cluster.at(key).present);
}
