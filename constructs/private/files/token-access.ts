import type { ProxmoxAccess } from "../../access";
import type { TokenAccess } from "./env-text";

/** What another tool has to know of an access whose secret is in the state. */
export function tokenAccess({ cluster, token }: ProxmoxAccess, sshUsername = "root"): TokenAccess {
  const { endpoint, insecure } = cluster;
  const { userid, tokenid, secret } = token;
  return { endpoint, insecure, sshUsername, userid, tokenid, secret };
}
