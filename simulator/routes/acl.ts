/** `/access/acl` and `/access/permissions`: who may do what where. */
import type { Caller } from "../access/caller";
import { die, invalid } from "../failure";
import { isAclPath, normalizePath, parseTokenid, verifyUserid } from "../schema/names";
import { splitList, truthy } from "../perl";
import type { Flags } from "../access/rights";
import type { Parameters } from "../schema/schema";
import type { AclNode, SubjectType, UserConfig } from "../state/user-config";
import { aclNode, byKey, eachAclNode, rolesOf } from "../state/user-config";
import { asObject, callerOf, required } from "./call";
import type { Call, Handlers } from "./call";
import { requireToken } from "./tokens";

export const acl: Handlers = {
  "GET /access/acl": listAcl,
  "PUT /access/acl": updateAcl,
  "GET /access/permissions": readPermissions,
};

interface AclItem {
  readonly path: string;
  readonly type: SubjectType;
  readonly ugid: string;
  readonly roleid: string;
  readonly propagate: number;
}

/** All entries, sorted. */
export function aclItems(root: AclNode): AclItem[] {
  const items: AclItem[] = [];
  eachAclNode(root, (path, node) => {
    for (const type of ["user", "group", "token"] as const) {
      for (const [ugid, roles] of [...node.entries[type]].sort(byKey)) {
        for (const [roleid, propagate] of [...roles].sort(byKey))
          items.push({ path, type, ugid, roleid, propagate });
      }
    }
  });
  return items;
}

function listAcl(call: Call): unknown {
  const caller = callerOf(call);
  const seesAll = caller.hasAny("/access", ["Sys.Audit"]);
  return aclItems(caller.config.acl).filter(({ path }) => seesAll || caller.mayModify(path));
}

function updateAcl(call: Call): undefined {
  const { cluster, parameters } = call;
  const { users, groups, tokens } = parameters;
  if (![users, groups, tokens].some(truthy)) {
    const text = "either 'users', 'groups' or 'tokens' is required.";
    throw invalid({ users: text, groups: text, tokens: text });
  }
  const path = checkedPath(call);
  cluster.changeUsers("ACL update failed", (config) => {
    const node = aclNode(config.acl, path);
    const held = callerOf(call).rights.on(callerOf(call).identity, path);
    for (const role of splitList(parameters["roles"])) {
      if (!config.roles.has(role)) die(`role '${role}' does not exist`);
      if (cluster.release.major >= 8) checkSuperset(config, role, held, parameters);
      for (const [type, ugid] of subjects(config, parameters)) apply(node, type, ugid, role, parameters);
    }
  });
}

/** On delete the path need not be one on which entries can be set. */
function checkedPath(call: Call): string {
  const path = normalizePath(call.parameters["path"]);
  const [major = 0, minor = 0] = call.cluster.release.name.split(".").map(Number);
  const settable = path !== undefined && (truthy(call.parameters["delete"]) || isAclPath(path, major, minor));
  if (!settable) throw invalid({ path: `invalid ACL path '${required(call, "path")}'` });
  return path;
}

/** Who may not set permissions in general can only hand out what they have. */
function checkSuperset(config: UserConfig, role: string, held: Flags, parameters: Parameters): void {
  if (held.has("Permissions.Modify")) return;
  const isDelete = truthy(parameters["delete"]);
  const start = `Cannot ${isDelete ? "remove" : "add"} role '${role}'`;
  const propagates = !isDelete && truthy(parameters["propagate"] ?? 1);
  for (const privilege of config.roles.get(role) ?? []) {
    if (!held.has(privilege)) {
      throw invalid({ role: `${start} - requires 'Permissions.Modify' or superset of privileges.` });
    }
    if (propagates && held.get(privilege) !== 1) {
      const wanted = "requires 'Permissions.Modify' or propagated superset of privileges.";
      throw invalid({ role: `${start} with propagation - ${wanted}` });
    }
  }
  if (role === "NoAccess") throw invalid({ role: `${start} - requires 'Permissions.Modify'` });
}

/** The subjects of an update, each after a check that it exists. */
function* subjects(config: UserConfig, parameters: Parameters): Generator<[SubjectType, string]> {
  for (const group of splitList(parameters["groups"])) {
    if (!config.groups.has(group)) die(`group '${group}' does not exist`);
    yield ["group", group];
  }
  for (const name of splitList(parameters["users"])) {
    const { userid } = verifyUserid(name);
    if (!config.users.has(userid)) die(`user '${userid}' does not exist`);
    yield ["user", userid];
  }
  for (const name of splitList(parameters["tokens"])) {
    const token = parseTokenid(name);
    if (token === undefined)
      die(`'${name}' is not a valid token ID - not able to split into user and token parts`);
    requireToken(config, token.userid, token.token);
    yield ["token", name];
  }
}

function apply(node: AclNode, type: SubjectType, ugid: string, role: string, parameters: Parameters): void {
  const roles = rolesOf(node, type, ugid);
  if (truthy(parameters["delete"])) roles.delete(role);
  else roles.set(role, truthy(parameters["propagate"] ?? 1) ? 1 : 0);
}

function readPermissions(call: Call): unknown {
  const caller = callerOf(call);
  const userid = call.parameters["userid"] ?? caller.identity;
  const path = call.parameters["path"];
  if (!mayRead(call, caller, userid)) caller.requireAll("/access", ["Sys.Audit"]);
  if (path !== undefined && truthy(path)) return { [path]: asObject(caller.rights.on(userid, path)) };
  return asObject([...caller.rights.overview(userid)].map(([name, flags]) => [name, asObject(flags)]));
}

/** Own rights and, since 8.2, those of one's tokens need no privilege. */
function mayRead(call: Call, caller: Caller, userid: string): boolean {
  if (call.cluster.release.major === 7) return call.parameters["userid"] === undefined;
  return userid === caller.identity || parseTokenid(userid)?.userid === caller.identity;
}
