/** `user.cfg` as text: one record a line, fields separated by colons. */
import { isIdentifier, normalizePath, parseTokenid, parseUserid } from "../schema/names";
import { decodeText, dropEmptyTail, encodeText, int, splitList, truthy } from "../perl";
import type { Release } from "../releases";
import { aclNode, byKey, eachAclNode, newAclNode, newUser, rolesOf } from "./user-config";
import type { AclNode, RoleFlags, UserConfig } from "./user-config";

/** Reads the text. What is not valid (any more) is left out, as PVE does it. */
export function parseUserConfig(text: string, release: Release): UserConfig {
  const config: UserConfig = {
    users: new Map([["root@pam", newUser(1)]]),
    groups: new Map(),
    pools: new Map(),
    roles: new Map([...release.builtinRoles].map(([role, privileges]) => [role, new Set(privileges)])),
    acl: newAclNode(),
  };
  for (const line of text.split("\n")) {
    const [kind, ...fields] = dropEmptyTail(line.trim().split(":")).map((field) => field.trim());
    if (kind === "user") readUser(config, fields);
    else if (kind === "token") readToken(config, fields);
    else if (kind === "group") readGroup(config, fields);
    else if (kind === "pool") readPool(config, fields);
    else if (kind === "role") readRole(config, fields, release);
    else if (kind === "acl") readAcl(config, fields);
  }
  return config;
}

function readUser(config: UserConfig, fields: readonly string[]): void {
  const [userid, enable, expire, firstname, lastname, email, comment, keys] = fields;
  if (userid === undefined || parseUserid(userid) === undefined) return;
  const user = newUser(truthy(enable) ? 1 : 0);
  user.expire = int(expire);
  if (firstname !== undefined && truthy(firstname)) user.firstname = decodeText(firstname);
  if (lastname !== undefined && truthy(lastname)) user.lastname = decodeText(lastname);
  if (email !== undefined) user.email = email;
  if (comment !== undefined && truthy(comment)) user.comment = decodeText(comment);
  if (keys !== undefined && truthy(keys)) user.keys = keys;
  config.users.set(userid, user);
}

function readToken(config: UserConfig, [id, expire, privsep, comment]: readonly string[]): void {
  const parsed = parseTokenid(id ?? "");
  const user = parsed && config.users.get(parsed.userid);
  if (parsed === undefined || user === undefined) return;
  user.tokens.set(parsed.token, {
    privsep: truthy(privsep) ? 1 : 0,
    expire: int(expire),
    ...(comment !== undefined && truthy(comment) ? { comment: decodeText(comment) } : {}),
  });
}

function readGroup(config: UserConfig, [name, users, comment]: readonly string[]): void {
  if (name === undefined || !isIdentifier(name)) return;
  const members = splitList(users).filter((userid) => parseUserid(userid) !== undefined);
  for (const userid of members) config.users.get(userid)?.groups.add(name);
  config.groups.set(name, {
    users: new Set(members),
    ...(comment !== undefined && truthy(comment) ? { comment: decodeText(comment) } : {}),
  });
}

/** A VM that another pool has already is left out. */
function readPool(config: UserConfig, [name, comment, vms, storage]: readonly string[]): void {
  if (name === undefined) return;
  const taken = new Set([...config.pools.values()].flatMap((pool) => [...pool.vms]));
  const members = splitList(vms).map(Number);
  config.pools.set(name, {
    vms: new Set(members.filter((vmid) => !taken.has(vmid))),
    storage: new Set(splitList(storage)),
    ...(comment !== undefined && truthy(comment) ? { comment: decodeText(comment) } : {}),
  });
}

function readRole(config: UserConfig, [name, privileges]: readonly string[], release: Release): void {
  if (name === undefined || !isIdentifier(name) || release.builtinRoles.has(name)) return;
  const known = splitList(privileges).filter((privilege) => release.privileges.has(privilege));
  config.roles.set(name, new Set(known));
}

function readAcl(config: UserConfig, fields: readonly string[]): void {
  const [propagate, pathText, subjects, roles] = fields;
  const path = normalizePath(pathText);
  if (path === undefined) return;
  for (const role of splitList(roles).filter((name) => config.roles.has(name))) {
    for (const subject of splitList(subjects)) {
      addAcl(config, path, subject, role, truthy(propagate) ? 1 : 0);
    }
  }
}

function addAcl(config: UserConfig, path: string, subject: string, role: string, flag: number): void {
  const token = parseTokenid(subject);
  if (subject.startsWith("@") && isIdentifier(subject.slice(1))) {
    rolesOf(aclNode(config.acl, path), "group", subject.slice(1)).set(role, flag);
  } else if (parseUserid(subject) !== undefined) {
    rolesOf(aclNode(config.acl, path), "user", subject).set(role, flag);
  } else if (token !== undefined && config.users.get(token.userid)?.tokens.has(token.token) === true) {
    rolesOf(aclNode(config.acl, path), "token", subject).set(role, flag);
  }
}

/** Writes the text: what is built in (the roles, entries for root@pam) is left out. */
export function writeUserConfig(config: UserConfig, release: Release): string {
  const lines: string[] = [];
  const record = (...fields: readonly string[]): number => lines.push(`${fields.join(":")}:`);
  const text = (value: string | undefined): string =>
    value !== undefined && truthy(value) ? encodeText(value, release.keepsPercent) : "";
  const flag = (value: string | number): string => (truthy(value) ? "1" : "0");
  for (const [userid, user] of [...config.users].sort(byKey)) {
    const { expire, firstname, lastname, email, comment, keys } = user;
    const mail = email !== undefined && truthy(email) ? email : "";
    const names = [text(firstname), text(lastname), mail, text(comment), keys ?? ""];
    record("user", userid, flag(user.enable), String(int(expire)), ...names);
    for (const [name, token] of [...user.tokens].sort(byKey)) {
      record(
        "token",
        `${userid}!${name}`,
        String(int(token.expire)),
        flag(token.privsep),
        text(token.comment),
      );
    }
  }
  for (const [name, group] of [...config.groups].sort(byKey)) {
    record("group", name, [...group.users].sort().join(","), text(group.comment));
  }
  for (const [name, pool] of [...config.pools].sort(byKey)) {
    record("pool", name, text(pool.comment), [...pool.vms].join(","), [...pool.storage].sort().join(","));
  }
  for (const [name, privileges] of [...config.roles].sort(byKey)) {
    if (!release.builtinRoles.has(name)) record("role", name, [...privileges].sort().join(","));
  }
  eachAclNode(config.acl, (path, node) => {
    for (const [subject, role, propagate] of aclLines(node)) record("acl", propagate, path, subject, role);
  });
  return `${lines.join("\n")}\n`;
}

/** [subject, role, propagate] of all entries of a node. */
function aclLines(node: AclNode): [string, string, string][] {
  const lines: [string, string, string][] = [];
  const add = (subject: string, roles: RoleFlags): void => {
    for (const [role, propagate] of [...roles].sort(byKey)) lines.push([subject, role, String(propagate)]);
  };
  for (const [group, roles] of [...node.entries.group].sort(byKey)) add(`@${group}`, roles);
  for (const [userid, roles] of [...node.entries.user].sort(byKey))
    if (userid !== "root@pam") add(userid, roles);
  for (const [token, roles] of [...node.entries.token].sort(byKey)) add(token, roles);
  return lines;
}
