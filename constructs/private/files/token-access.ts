import type { ProxmoxAccess } from "../../access";
import type { Fault } from "../checks";
import { clusterFault } from "../object-props";
import type { TokenAccess } from "./env-text";

/** What is no access that this program describes. */
export function accessFault(access: unknown): Fault {
  const { cluster, token } = (access ?? {}) as Partial<ProxmoxAccess>;
  const isAccess = clusterFault(cluster) === undefined && typeof token?.fullTokenid === "string";
  return isAccess ? undefined : "must have a ProxmoxAccess as `access`: make one with `new`";
}

/** What another tool has to know of an access whose secret is in the state. */
export function tokenAccess({ cluster, token }: ProxmoxAccess, sshUsername = "root"): TokenAccess {
  const { endpoint, insecure } = cluster;
  const { userid, tokenid, secret } = token;
  return { endpoint, insecure, sshUsername, userid, tokenid, secret };
}
