import { aclSettings, observeAcl, putAcl } from "./acl";
import type { PveClient } from "./client";
import type { Situation } from "./decide";
import { createRole, observeRole, roleSettings, updateRole } from "./role";
import type { Observed, Settings } from "./settings";
import type { ObjectSpec } from "./spec";
import { TokenGone, observeToken, tokenSettings, updateToken } from "./token";
import { createUser, observeUser, updateUser, userSettings } from "./user";
import { fetchVersion } from "./version";

/** One object of a cluster, whatever its kind: what `claim` and `ensure` need of it. */
export interface PveObject {
  readonly knownBy: Situation["knownBy"];
  readonly wanted: Settings;
  /** Reads; changes nothing. */
  observe(): Promise<Observed | undefined>;
  /** @throws TokenGone for a token: only `issue` creates one, because only the creator sees its secret */
  create(settings: Settings): Promise<void>;
  /** Changes the settings that are given and no other. */
  update(changed: Settings): Promise<void>;
}

/**
 * Binds a description to a cluster.
 * @param cluster the cluster key, for errors
 * @throws UserError if a role wants privileges that the node's version does not know
 */
export async function pveObject(client: PveClient, spec: ObjectSpec, cluster: string): Promise<PveObject> {
  switch (spec.kind) {
    case "user":
      return {
        knownBy: "mark",
        wanted: userSettings(spec),
        observe: () => observeUser(client, spec.userid),
        create: (settings) => createUser(client, spec.userid, settings),
        update: (changed) => updateUser(client, spec.userid, changed),
      };
    case "role":
      return {
        knownBy: "content",
        wanted: roleSettings(spec, await fetchVersion(client)),
        observe: () => observeRole(client, spec.roleid),
        create: (settings) => createRole(client, spec.roleid, settings),
        update: (changed) => updateRole(client, spec.roleid, changed),
      };
    case "acl":
      return {
        knownBy: "content",
        wanted: aclSettings(spec),
        observe: () => observeAcl(client, spec),
        create: (settings) => putAcl(client, spec, settings),
        update: (changed) => putAcl(client, spec, changed),
      };
    case "token":
      return {
        knownBy: "mark",
        wanted: tokenSettings(spec),
        observe: () => observeToken(client, spec),
        create: () => Promise.reject(new TokenGone(spec, cluster)),
        update: (changed) => updateToken(client, spec, changed),
      };
  }
}
