/**
 * The contents of `user.cfg`: users, tokens, groups, pools, roles and ACL entries.
 *
 * Every change is written as text and read back, as PVE does it. What a reader sees afterwards follows from that
 * round trip: an e-mail address of "" appears beside a comment, ACL entries of a deleted role are gone, blanks
 * around a comment are cut.
 */

/** A value as it was sent (a string) or as it is stored (a number). */
export type Scalar = string | number;

export interface Token {
  privsep: Scalar;
  expire?: Scalar;
  comment?: string;
}

export interface User {
  enable: Scalar;
  expire?: Scalar;
  firstname?: string;
  lastname?: string;
  email?: string;
  comment?: string;
  keys?: string;
  readonly groups: Set<string>;
  readonly tokens: Map<string, Token>;
}

export interface Group {
  comment?: string;
  readonly users: Set<string>;
}

export interface Pool {
  comment?: string;
  readonly vms: Set<number>;
  readonly storage: Set<string>;
}

export type SubjectType = "user" | "group" | "token";

/** role → whether the entry propagates (1) or not (0). */
export type RoleFlags = Map<string, number>;

/** One level of the ACL tree. */
export interface AclNode {
  readonly entries: Readonly<Record<SubjectType, Map<string, RoleFlags>>>;
  readonly children: Map<string, AclNode>;
}

export interface UserConfig {
  readonly users: Map<string, User>;
  readonly groups: Map<string, Group>;
  readonly pools: Map<string, Pool>;
  readonly roles: Map<string, Set<string>>;
  readonly acl: AclNode;
}

export function newAclNode(): AclNode {
  return { entries: { user: new Map(), group: new Map(), token: new Map() }, children: new Map() };
}

export function newUser(enable: Scalar): User {
  return { enable, groups: new Set(), tokens: new Map() };
}

/** The node of a normalised path, made when it is not there. */
export function aclNode(root: AclNode, path: string): AclNode {
  let node = root;
  for (const part of path.split("/").filter((name) => name !== "")) {
    const child = node.children.get(part) ?? newAclNode();
    node.children.set(part, child);
    node = child;
  }
  return node;
}

/** Calls back for each node of the tree, parents first, siblings in order of their names. */
export function eachAclNode(node: AclNode, visit: (path: string, node: AclNode) => void, path = "/"): void {
  visit(path, node);
  const parent = path === "/" ? "" : path;
  for (const [name, child] of [...node.children].sort(byKey)) eachAclNode(child, visit, `${parent}/${name}`);
}

/** The roles of one subject at one node, made when they are not there. */
export function rolesOf(node: AclNode, type: SubjectType, ugid: string): RoleFlags {
  const roles = node.entries[type].get(ugid) ?? new Map<string, number>();
  node.entries[type].set(ugid, roles);
  return roles;
}

/** Orders map entries by key. */
export function byKey([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
