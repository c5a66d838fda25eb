import { type Permissions, privilegesOn } from "../objects";
import { addRole, pveum } from "../pveum";
import type { Identity } from "../spec";
import { realmOf } from "./lookups";

/** A privilege that the caller of the API needs on a path. */
export interface Right {
  readonly path: string;
  readonly privilege: string;
}

/** The subtree of PVE's permission tree that users, roles and realms are managed in. */
const ACCESS = "/access";

/** The smallest set of rights that a deploy of these objects needs. Sys.Audit shows the ACL entries of others. */
export function requiredRights(objects: readonly Identity[]): readonly Right[] {
  const rights = objects.flatMap(rightsFor);
  if (objects.length > 0) rights.push({ path: ACCESS, privilege: "Sys.Audit" });
  return [...new Map(rights.map((right) => [`${right.path} ${right.privilege}`, right])).values()];
}

function rightsFor(object: Identity): Right[] {
  switch (object.kind) {
    case "user":
      return [
        { path: `${ACCESS}/realm/${realmOf(object.userid)}`, privilege: "Realm.AllocateUser" },
        { path: `${ACCESS}/groups`, privilege: "User.Modify" },
      ];
    case "role":
      return [{ path: ACCESS, privilege: "Sys.Modify" }];
    case "acl":
      return [{ path: object.path, privilege: "Permissions.Modify" }];
    case "token":
      return [{ path: `${ACCESS}/groups`, privilege: "User.Modify" }];
  }
}

/** Those of the rights that the caller lacks. @param permissions the caller's own */
export function missingRights(permissions: Permissions, required: readonly Right[]): readonly Right[] {
  return required.filter(({ path, privilege }) => !privilegesOn(permissions, path).has(privilege));
}

/**
 * What is missing, and the `pveum` lines that grant it. They grant whatever is required below `/access` as one role,
 * because a nearer ACL entry replaces what is inherited.
 */
export function rightsFault(
  missing: readonly Right[],
  required: readonly Right[],
  identity: string,
  cluster: string,
): string {
  const lines = missing.map(({ path, privilege }) => `  ${privilege} on ${path}`);
  const places = new Set(missing.map(({ path }) => place(path)));
  const hints = new Set([...places].flatMap((path) => hint(path, required, identity)));
  return `${identity} lacks these rights on ${cluster} for the deploy:\n${lines.join("\n")}\nGrant them on a node:\n${[...hints].join("\n")}`;
}

function hint(path: string, required: readonly Right[], identity: string): readonly string[] {
  const privileges = new Set(
    required.filter((right) => place(right.path) === path).map((right) => right.privilege),
  );
  const roleid = path === ACCESS ? "access-bootstrap" : "acl-bootstrap";
  const [userid = identity] = identity.split("!", 1);
  // A token with privilege separation needs the entry as well as its user; without it, the token's own is ignored.
  const subjects = { "--users": userid, "--tokens": userid === identity ? undefined : identity };
  const lines = [
    addRole(roleid, [...privileges].sort()),
    pveum("acl", "modify", path, { "--roles": roleid, ...subjects }),
  ];
  return lines.map((line) => `  ${line}`);
}

/** Where a right is best granted: everything below `/access` together. */
function place(path: string): string {
  return path.startsWith(`${ACCESS}/`) ? ACCESS : path;
}
