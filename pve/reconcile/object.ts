import { aclSettings, deleteAcl, observeAcl, putAcl } from "../objects/acl";
import type { PveClient } from "../wire/client";
import type { Situation } from "./decide";
import { isNeeded } from "../privileges/need";
import { createRole, observeRole, roleSettings, updateRole } from "../objects/role";
import type { Observed, Settings } from "../objects/settings";
import type { AclSpec, ObjectSpec } from "../spec";
import { TokenGone, observeToken, tokenSettings, updateToken } from "../objects/token";
import { createUser, observeUser, updateUser, userSettings } from "../objects/user";
import { fetchVersion } from "../privileges/version";

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
  /** Given when the node's version has no use for the object: takes away what would do harm there. */
  readonly retire?: () => Promise<void>;
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
    case "role": {
      const version = await fetchVersion(client);
      return {
        knownBy: "content",
        wanted: roleSettings(spec, version),
        observe: () => observeRole(client, spec.roleid),
        create: (settings) => createRole(client, spec.roleid, settings),
        update: (changed) => updateRole(client, spec.roleid, changed),
        // Without an ACL entry a role does nothing, so one of an earlier version may stay.
        ...(!isNeeded(spec, version) && { retire: () => Promise.resolve() }),
      };
    }
    case "acl":
      return {
        knownBy: "content",
        wanted: aclSettings(spec),
        observe: () => observeAcl(client, spec),
        create: (settings) => putAcl(client, spec, settings),
        update: (changed) => putAcl(client, spec, changed),
        ...((await unneeded(client, spec)) && { retire: () => deleteAcl(client, spec) }),
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

/** Only an entry that says what it is for depends on the version. */
async function unneeded(client: PveClient, spec: AclSpec): Promise<boolean> {
  return spec.privileges !== undefined && !isNeeded(spec, await fetchVersion(client));
}
