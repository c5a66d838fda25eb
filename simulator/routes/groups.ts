/** `/access/groups`: groups of users. Members come and go through the users. */
import { die } from "../failure";
import { truthy } from "../perl";
import type { Group, UserConfig } from "../state/user-config";
import { byKey } from "../state/user-config";
import { callerOf, required } from "./call";
import type { Call, Handlers } from "./call";

export const groups: Handlers = {
  "GET /access/groups": listGroups,
  "POST /access/groups": createGroup,
  "GET /access/groups/{groupid}": readGroup,
  "PUT /access/groups/{groupid}": updateGroup,
  "DELETE /access/groups/{groupid}": deleteGroup,
};

function listGroups(call: Call): unknown {
  const visible = callerOf(call).groupsWith(["User.Modify", "Sys.Audit", "Group.Allocate"]);
  return [...call.cluster.store.users().groups]
    .sort(byKey)
    .filter(([groupid]) => visible.includes(groupid))
    .map(([groupid, group]) => ({ groupid, ...commentOf(group), users: [...group.users].sort().join(",") }));
}

function commentOf(group: Group): { readonly comment?: string } {
  return group.comment === undefined ? {} : { comment: group.comment };
}

function requireGroup(config: UserConfig, groupid: string): Group {
  return config.groups.get(groupid) ?? die(`group '${groupid}' does not exist`);
}

function createGroup(call: Call): undefined {
  const groupid = required(call, "groupid");
  const { comment } = call.parameters;
  call.cluster.changeUsers("create group failed", (config) => {
    if (config.groups.has(groupid)) die(`group '${groupid}' already exists`);
    const group: Group = { users: new Set() };
    if (comment !== undefined && truthy(comment)) group.comment = comment;
    config.groups.set(groupid, group);
  });
}

function readGroup(call: Call): unknown {
  const group = requireGroup(call.cluster.store.users(), required(call, "groupid"));
  return { members: [...group.users].sort(), ...commentOf(group) };
}

function updateGroup(call: Call): undefined {
  const { comment } = call.parameters;
  call.cluster.changeUsers("update group failed", (config) => {
    const group = requireGroup(config, required(call, "groupid"));
    if (comment !== undefined) group.comment = comment;
  });
}

function deleteGroup(call: Call): undefined {
  const groupid = required(call, "groupid");
  call.cluster.changeUsers("delete group failed", (config) => {
    requireGroup(config, groupid);
    config.groups.delete(groupid);
    const nodes = [config.acl];
    for (const node of nodes) {
      node.entries.group.delete(groupid);
      nodes.push(...node.children.values());
    }
  });
}
