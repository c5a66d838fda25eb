/** `/access/users`: user accounts. */
import { requireUser } from "../access/caller";
import { locksOf } from "../access/second-factor";
import type { Cluster } from "../cluster";
import { die } from "../failure";
import { parseUserid, verifyUserid } from "../schema/names";
import { splitList, truthy } from "../perl";
import type { Parameters } from "../schema/schema";
import type { User, UserConfig } from "../state/user-config";
import { byKey, newUser } from "../state/user-config";
import { callerOf, required } from "./call";
import type { Call, Handlers } from "./call";

export const users: Handlers = {
  "GET /access/users": listUsers,
  "POST /access/users": createUser,
  "GET /access/users/{userid}": readUser,
  "PUT /access/users/{userid}": updateUser,
  "DELETE /access/users/{userid}": deleteUser,
};

const TEXTS = ["firstname", "lastname", "email", "comment", "keys"] as const;

function listUsers(call: Call): unknown {
  const caller = callerOf(call);
  const privileges = ["User.Modify", "Sys.Audit"];
  const seesAll = caller.hasAny("/access/groups", privileges);
  const visible = caller.membersWith(privileges);
  const full = truthy(call.parameters["full"]);
  const enabled = call.parameters["enabled"];
  return [...caller.config.users]
    .sort(byKey)
    .filter(([userid]) => seesAll || userid === caller.identity || visible.has(userid))
    .filter(([, user]) => enabled === undefined || truthy(user.enable) === truthy(enabled))
    .map(([userid, user]) => listItem(call.cluster, userid, user, full));
}

function listItem(cluster: Cluster, userid: string, user: User, full: boolean): object {
  const realm = cluster.store.realms()[parseUserid(userid)?.realm ?? ""];
  const tokens = [...user.tokens].sort(byKey).map(([tokenid, token]) => ({ tokenid, ...token }));
  return {
    userid,
    ...settingsOf(user),
    ...(realm === undefined ? {} : { "realm-type": realm.type }),
    ...locksOf(cluster.store.secondFactors(userid), cluster.now()),
    ...(full ? { groups: [...user.groups].sort().join(","), tokens: tokens.length > 0 ? tokens : null } : {}),
  };
}

function settingsOf(user: User): object {
  const names = ["enable", "expire", ...TEXTS] as const;
  return Object.fromEntries(names.flatMap((name) => (user[name] === undefined ? [] : [[name, user[name]]])));
}

function createUser(call: Call): undefined {
  const { parameters, cluster } = call;
  cluster.changeUsers("create user failed", (config) => {
    const { userid } = verifyUserid(parameters["userid"]);
    if (config.users.has(userid)) die(`user '${userid}' already exists`);
    if (parameters["password"] !== undefined) cluster.setPassword(userid, parameters["password"]);
    const user = newUser(parameters["enable"] ?? 1);
    if (truthy(parameters["expire"])) user.expire = required(call, "expire");
    config.users.set(userid, user);
    joinGroups(config, userid, parameters["groups"]);
    for (const name of TEXTS) if (truthy(parameters[name])) user[name] = required(call, name);
  });
}

function joinGroups(config: UserConfig, userid: string, groups: string | undefined): void {
  if (!truthy(groups)) return;
  for (const name of splitList(groups)) {
    const group = config.groups.get(name) ?? die(`no such group '${name}'`);
    group.users.add(userid);
  }
}

function readUser(call: Call): unknown {
  const user = requireUser(call.cluster.store.users(), call.parameters["userid"]);
  const tokens = user.tokens.size > 0 ? Object.fromEntries(user.tokens) : null;
  return { ...settingsOf(user), groups: [...user.groups].sort(), tokens };
}

function updateUser({ parameters, cluster }: Call): undefined {
  const { userid } = verifyUserid(parameters["userid"]);
  cluster.changeUsers("update user failed", (config) => {
    const user = requireUser(config, userid);
    if (parameters["enable"] !== undefined) user.enable = parameters["enable"];
    if (parameters["expire"] !== undefined) user.expire = parameters["expire"];
    if (!truthy(parameters["append"]) && parameters["groups"] !== undefined) leaveGroups(config, userid);
    joinGroups(config, userid, parameters["groups"]);
    assignTexts(user, parameters);
  });
}

function assignTexts(user: User, parameters: Parameters): void {
  for (const name of TEXTS) {
    const value = parameters[name];
    if (value !== undefined) user[name] = value;
  }
}

function leaveGroups(config: UserConfig, userid: string): void {
  for (const group of config.groups.values()) group.users.delete(userid);
}

/** Secrets of the user's tokens stay where they are, as in PVE: they are of no use without the tokens. */
function deleteUser({ parameters, cluster }: Call): undefined {
  const { userid, realm } = verifyUserid(parameters["userid"]);
  cluster.changeUsers("delete user failed", (config) => {
    if (cluster.store.realms()[realm]?.type === "pve") cluster.store.removePassword(userid);
    config.users.delete(userid);
    cluster.store.setSecondFactors(userid, undefined);
    leaveGroups(config, userid);
    removeAcl(config, userid);
  });
}

function removeAcl(config: UserConfig, userid: string): void {
  const nodes = [config.acl];
  for (const node of nodes) {
    node.entries.user.delete(userid);
    nodes.push(...node.children.values());
  }
}
