/** `/access/roles`: roles and their privileges. */
import { die, invalid } from "../failure";
import { splitList, truthy } from "../perl";
import type { UserConfig } from "../state/user-config";
import { byKey } from "../state/user-config";
import { asObject, required } from "./call";
import type { Call, Handlers } from "./call";

export const roles: Handlers = {
  "GET /access/roles": listRoles,
  "POST /access/roles": createRole,
  "GET /access/roles/{roleid}": readRole,
  "PUT /access/roles/{roleid}": updateRole,
  "DELETE /access/roles/{roleid}": deleteRole,
};

function listRoles({ cluster }: Call): unknown {
  return [...cluster.store.users().roles].sort(byKey).map(([roleid, privileges]) => ({
    roleid,
    privs: [...privileges].sort().join(","),
    special: cluster.release.builtinRoles.has(roleid) ? 1 : 0,
  }));
}

function readRole(call: Call): unknown {
  const roleid = required(call, "roleid");
  const privileges = requireRole(call.cluster.store.users(), roleid);
  return asObject([...privileges].map((privilege) => [privilege, 1]));
}

function requireRole(config: UserConfig, roleid: string): Set<string> {
  return config.roles.get(roleid) ?? die(`role '${roleid}' does not exist`);
}

function createRole(call: Call): undefined {
  const roleid = required(call, "roleid");
  if (call.cluster.release.major >= 8 && /^PVE/i.test(roleid)) {
    throw invalid({ roleid: "cannot use role ID starting with the (case-insensitive) 'PVE' namespace" });
  }
  call.cluster.changeUsers("create role failed", (config) => {
    if (config.roles.has(roleid)) die(`role '${roleid}' already exists`);
    config.roles.set(roleid, new Set(splitList(call.parameters["privs"])));
  });
}

/** Without `append` the set is replaced, and without `privs` it is emptied. */
function updateRole(call: Call): undefined {
  const roleid = required(call, "roleid");
  const { parameters, cluster } = call;
  if (cluster.release.builtinRoles.has(roleid)) die(`auto-generated role '${roleid}' cannot be modified`);
  cluster.changeUsers("update role failed", (config) => {
    const before = requireRole(config, roleid);
    const kept = truthy(parameters["append"]) ? before : [];
    config.roles.set(roleid, new Set([...kept, ...splitList(parameters["privs"])]));
  });
}

/** ACL entries of the role vanish with it: they are not read any more. */
function deleteRole(call: Call): undefined {
  const roleid = required(call, "roleid");
  if (call.cluster.release.builtinRoles.has(roleid)) die(`auto-generated role '${roleid}' cannot be deleted`);
  call.cluster.changeUsers("delete role failed", (config) => {
    requireRole(config, roleid);
    config.roles.delete(roleid);
  });
}
