/** The state in plain values. */
import { int, truthy } from "../perl";
import type { SimulatorState } from "../options";
import { aclItems } from "../routes/acl";
import type { Store } from "./store";
import { byKey } from "./user-config";

export function snapshotOf(store: Store): SimulatorState {
  const config = store.users();
  const users = [...config.users].sort(byKey);
  return {
    users: users
      .filter(([userid]) => userid !== "root@pam")
      .map(([userid, user]) => ({
        userid,
        enable: truthy(user.enable),
        expire: int(user.expire),
        firstname: user.firstname ?? "",
        lastname: user.lastname ?? "",
        email: user.email ?? "",
        comment: user.comment ?? "",
        groups: [...user.groups].sort(),
      })),
    roles: [...config.roles]
      .sort(byKey)
      .filter(([roleid]) => !store.release.builtinRoles.has(roleid))
      .map(([roleid, privileges]) => ({ roleid, privileges: [...privileges].sort() })),
    acl: aclItems(config.acl).map((item) => ({ ...item, propagate: item.propagate === 1 })),
    tokens: users.flatMap(([userid, user]) =>
      [...user.tokens].sort(byKey).map(([tokenid, token]) => ({
        userid,
        tokenid,
        fullTokenid: `${userid}!${tokenid}`,
        privsep: truthy(token.privsep),
        expire: int(token.expire),
        comment: token.comment ?? "",
        secret: store.tokenSecret(`${userid}!${tokenid}`) ?? "",
      })),
    ),
    groups: [...config.groups]
      .sort(byKey)
      .map(([groupid, group]) => ({ groupid, comment: group.comment ?? "", users: [...group.users].sort() })),
  };
}
