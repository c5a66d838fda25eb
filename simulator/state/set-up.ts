/** What a simulator holds before the first request. */
import type { Cluster } from "../cluster";
import type { NewUser } from "../options";
import { newUser } from "./user-config";

/** What is there beside the inventory. */
interface Seed {
  readonly rootPassword: string;
  /** base32 */
  readonly rootTotpSecret?: string | undefined;
  readonly groups?: readonly string[] | undefined;
}

/** root's password and second factor, the groups, and the pools of the inventory. */
export function seed(cluster: Cluster, { rootPassword, rootTotpSecret, groups = [] }: Seed): void {
  cluster.store.setPassword("root@pam", rootPassword);
  if (rootTotpSecret !== undefined) addUser(cluster, { userid: "root@pam", totpSecret: rootTotpSecret });
  const { pools } = cluster.inventory;
  if (pools.length > 0 || groups.length > 0) {
    const config = cluster.store.users();
    for (const groupid of groups) {
      if (!config.groups.has(groupid)) config.groups.set(groupid, { users: new Set() });
    }
    for (const { poolid, comment, vms, storage } of pools) {
      const members = { vms: new Set(vms), storage: new Set(storage) };
      config.pools.set(poolid, comment === undefined ? members : { ...members, comment });
    }
    cluster.store.writeUsers(config);
  }
  cluster.store.save();
}

export function addUser(cluster: Cluster, options: NewUser): void {
  const { userid, password, enable, expire, comment, totpSecret, recoveryKeys } = options;
  const { store } = cluster;
  const config = store.users();
  const user = config.users.get(userid) ?? newUser(1);
  if (enable !== undefined) user.enable = enable ? 1 : 0;
  if (expire !== undefined) user.expire = expire;
  if (comment !== undefined) user.comment = comment;
  const hasFactors = totpSecret !== undefined || recoveryKeys !== undefined;
  if (hasFactors && cluster.release.major === 7) user.keys = "x";
  config.users.set(userid, user);
  store.writeUsers(config);
  if (password !== undefined) store.setPassword(userid, password);
  if (hasFactors) {
    store.setSecondFactors(userid, {
      ...(totpSecret === undefined ? {} : { totpSecret }),
      recoveryKeys: [...(recoveryKeys ?? [])],
      totpFailures: 0,
      failures: 0,
    });
  }
  store.save();
}
