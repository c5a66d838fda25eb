import { createHash } from "node:crypto";
import { parseFullTokenid } from "../names";
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

/** Whoever has it on a path can have everything else there. */
const GRANT = "Permissions.Modify";

/** Whoever has it sees what is there, and can change nothing by it. */
const LOOK = "Sys.Audit";

/** The smallest set of rights that a deploy of these objects needs. Sys.Audit shows the ACL entries of others. */
export function requiredRights(objects: readonly Identity[]): readonly Right[] {
  const rights = objects.flatMap(rightsFor);
  if (objects.length > 0) rights.push({ path: ACCESS, privilege: LOOK });
  return [...new Map(rights.map((right) => [`${right.path} ${right.privilege}`, right])).values()];
}

function rightsFor(object: Identity): Right[] {
  switch (object.kind) {
    case "user":
      return [
        { path: `${ACCESS}/realm/${realmOf(object.userid)}`, privilege: "Realm.AllocateUser" },
        { path: `${ACCESS}/groups`, privilege: "User.Modify" },
      ];
    case "group":
      return [
        { path: `${ACCESS}/groups`, privilege: "Group.Allocate" },
        // Without it PVE leaves the group out of its list.
        { path: `${ACCESS}/groups/${object.groupid}`, privilege: LOOK },
      ];
    case "role":
      return [{ path: ACCESS, privilege: "Sys.Modify" }];
    case "acl":
      return [{ path: object.path, privilege: GRANT }];
    case "token":
      return [{ path: `${ACCESS}/groups`, privilege: "User.Modify" }];
  }
}

/** A right that the caller lacks, and what it has on that path. */
export interface MissingRight extends Right {
  readonly held: readonly string[];
}

/** Those of the rights that the caller lacks. @param permissions the caller's own */
export function missingRights(permissions: Permissions, required: readonly Right[]): readonly MissingRight[] {
  return required.flatMap((right) => {
    const held = privilegesOn(permissions, right.path);
    return held.has(right.privilege) ? [] : [{ ...right, held: [...held.keys()] }];
  });
}

/** Whether the caller has none of the rights but those to look. */
export function mayNone(missing: readonly MissingRight[], required: readonly Right[]): boolean {
  return missing.length === required.filter(({ privilege }) => privilege !== LOOK).length;
}

/**
 * What is missing, and the `pveum` lines that grant it. A level of PVE's ACL replaces what comes from above it, so each entry
 * counts on its own path only (`--propagate 0`), and its role repeats what the login has there.
 */
export function rightsFault(
  missing: readonly MissingRight[],
  required: readonly Right[],
  identity: string,
  cluster: string,
): string {
  const lines = missing.map(({ path, privilege }) => `  ${privilege} on ${path}`);
  const held = new Map(missing.map((right) => [right.path, right.held]));
  const hints = new Set(
    [...held].flatMap(([path, there]) => hint(path, privilegesFor(path, there, required), identity)),
  );
  return `${identity} lacks these rights on ${cluster}:\n${lines.join("\n")}\nGrant them on a node:\n${[...hints].join("\n")}`;
}

/** Roles that are advised under these names, if they hold just this; others have a name of their own. */
const ROLES: Readonly<Record<string, string>> = {
  "Realm.AllocateUser Sys.Audit Sys.Modify User.Modify": "access-bootstrap",
  [GRANT]: "acl-bootstrap",
};

/** What an advised role holds: all that is required in that part of the tree, and what the login has on the path already. */
function privilegesFor(path: string, held: readonly string[], required: readonly Right[]): readonly string[] {
  const here = required.filter(
    (right) =>
      right.path === path || (isOfAccess(path) && isOfAccess(right.path) && right.privilege !== GRANT),
  );
  const known = held.filter((name) => /^[A-Za-z.]+$/.test(name));
  return [...new Set([...here.map(({ privilege }) => privilege), ...known])].sort();
}

function hint(path: string, privileges: readonly string[], identity: string): readonly string[] {
  const names = privileges.join(" ");
  const roleid = ROLES[names] ?? `bootstrap-${createHash("sha256").update(names).digest("hex").slice(0, 8)}`;
  const grant = (option: string, ugid: string) =>
    pveum("acl", "modify", path, { "--roles": roleid, [option]: ugid, "--propagate": "0" });
  const lines = [addRole(roleid, privileges)];
  const userid = parseFullTokenid(identity)?.userid;
  if (userid === undefined) return [...lines, grant("--users", identity)].map((line) => `  ${line}`);
  // A token with privilege separation needs the entry as well as its user; without it, the token's own is ignored.
  const look = pveum("user", "permissions", userid, { "--path": path });
  return [
    ...lines,
    grant("--tokens", identity),
    `# If ${userid} has more there, its own entry would replace that; look with: ${look}`,
    grant("--users", userid),
  ].map((line) => `  ${line}`);
}

/** Everything below `/access` is advised together. */
function isOfAccess(path: string): boolean {
  return path === ACCESS || path.startsWith(`${ACCESS}/`);
}
