/** The objects of a description in the form in which a cluster shows them, so that one review serves both. */
import { type PveRelease, gives, resolvePrivileges } from "../../pve/privileges";
import { type ObservedToken, type ObservedUser, type Seen, described } from "../../pve/objects";
import type { ObjectKind, ObjectSpec, RoleSpec, UserSpec } from "../../pve/spec";

/** @param release of a node that resolves profiles; left out, the privileges of such roles are not known */
export function describedAccess(objects: readonly ObjectSpec[], release: PveRelease | undefined): Seen {
  const of = <K extends ObjectKind>(kind: K) =>
    objects.filter((object): object is Extract<ObjectSpec, { kind: K }> => object.kind === kind);
  const roles = of("role").filter(({ privileges }) => release === undefined || gives(privileges, release));
  const needless = new Set(
    of("role")
      .filter((role) => !roles.includes(role))
      .map(({ roleid }) => roleid),
  );
  return {
    users: usersOf(objects),
    groups: new Map(
      of("group").map(({ groupid, comment }) => [
        groupid,
        { settings: described({ comment }), members: membersOf(groupid, of("user")) },
      ]),
    ),
    roles: new Map(
      roles.flatMap(({ roleid, privileges }) => {
        const known = privilegesOf(privileges, release);
        return known === undefined ? [] : [[roleid, { privileges: known, builtIn: false }] as const];
      }),
    ),
    acl: of("acl").filter(({ roleid }) => !needless.has(roleid)),
  };
}

function usersOf(objects: readonly ObjectSpec[]): Seen["users"] {
  const users = new Map<string, ObservedUser & { readonly tokens: Map<string, ObservedToken> }>();
  for (const object of objects) {
    if (object.kind !== "user") continue;
    const { userid, comment, enable, expires, groups = [] } = object;
    users.set(userid, {
      settings: described({ comment, enable, expire: expires }),
      groups,
      tokens: new Map(),
    });
  }
  for (const object of objects) {
    if (object.kind !== "token") continue;
    const { userid, tokenid, comment, privsep, expires } = object;
    const user = users.get(userid) ?? { settings: {}, groups: [], tokens: new Map<string, ObservedToken>() };
    user.tokens.set(tokenid, { settings: described({ comment, privsep, expire: expires }) });
    users.set(userid, user);
  }
  return users;
}

function membersOf(groupid: string, users: readonly UserSpec[]): readonly string[] {
  return users.filter(({ groups = [] }) => groups.includes(groupid)).map(({ userid }) => userid);
}

/** Undefined if only a node can tell. */
function privilegesOf(
  source: RoleSpec["privileges"],
  release: PveRelease | undefined,
): readonly string[] | undefined {
  if ("list" in source) return source.list;
  return release && resolvePrivileges(source, release).privileges;
}
