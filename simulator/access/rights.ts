/** The permission engine: which privileges a user or token has on a path. */
import { parseTokenid, parseUserid } from "../schema/names";
import { dropEmptyTail, truthy } from "../perl";
import type { Release } from "../releases";
import type { AclNode, RoleFlags, SubjectType, UserConfig } from "../state/user-config";
import { eachAclNode } from "../state/user-config";

/** privilege (or role) → 1 when it is inherited below the path, else 0. A key that is there means it is held. */
export type Flags = ReadonlyMap<string, number>;

const NONE: Flags = new Map();

export class Rights {
  constructor(
    private readonly config: UserConfig,
    private readonly release: Release,
  ) {}

  /** The privileges that `identity` (a userid or a full token id) has on a path. */
  on(identity: string, path: string): Flags {
    if (identity === "root@pam") return this.all();
    const token = parseTokenid(identity);
    if (token === undefined) {
      return parseUserid(identity) === undefined ? NONE : this.privileges(identity, path);
    }
    const settings = this.config.users.get(token.userid)?.tokens.get(token.token);
    if (settings === undefined) return NONE;
    const owner = this.on(token.userid, path);
    if (!truthy(settings.privsep)) return owner;
    const own = this.privileges(identity, path);
    return token.userid === "root@pam" ? own : intersection(owner, own);
  }

  /** Everything that an overview names: the top paths, all paths of entries, all members of pools. */
  overview(identity: string): Map<string, Flags> {
    const paths = new Set(this.release.overviewPaths);
    eachAclNode(this.config.acl, (path) => paths.add(path));
    for (const path of this.pooledPaths()) paths.add(path);
    const found = new Map<string, Flags>();
    for (const path of paths) {
      const flags = this.on(identity, path);
      if (flags.size > 0) found.set(path, flags);
    }
    return found;
  }

  private all(): Flags {
    return new Map([...(this.config.roles.get("Administrator") ?? [])].map((privilege) => [privilege, 1]));
  }

  private privileges(identity: string, path: string): Flags {
    const privileges = new Map<string, number>();
    for (const [role, flag] of this.rolesWithPools(identity, path)) {
      for (const privilege of this.config.roles.get(role) ?? []) {
        privileges.set(privilege, Math.max(privileges.get(privilege) ?? 0, flag));
      }
    }
    return privileges;
  }

  /** Adds the roles on the pools that the path's VM or storage is in; they are never inherited further. */
  private rolesWithPools(identity: string, path: string): Flags {
    const roles = this.roles(identity, path);
    const pooled = new Set<string>();
    for (const pool of this.poolsOf(path)) {
      for (const role of this.roles(identity, `/pool/${pool}`).keys()) pooled.add(role);
    }
    if (pooled.size === 0 || roles.has("NoAccess")) return roles;
    if (pooled.has("NoAccess")) return new Map([["NoAccess", 0]]);
    const added = [...pooled].filter((role) => !roles.has(role)).map((role): [string, number] => [role, 0]);
    return new Map([...roles, ...added]);
  }

  /** Walks from the root to the path; a level with an entry that applies replaces what came from above. */
  private roles(identity: string, path: string): Flags {
    const token = parseTokenid(identity);
    if (token !== undefined && !this.isSeparated(token)) return this.roles(token.userid, path);
    const levels = path === "/" ? [""] : dropEmptyTail(path.split("/"));
    let node = this.config.acl;
    let roles = NONE;
    for (const [index, name] of levels.entries()) {
      const next = name === "" ? node : node.children.get(name);
      if (next === undefined) break;
      node = next;
      roles = this.applying(node, identity, index === levels.length - 1) ?? roles;
    }
    const none = roles.get("NoAccess");
    return none === undefined ? roles : new Map([["NoAccess", none]]);
  }

  private isSeparated(token: { readonly userid: string; readonly token: string }): boolean {
    return truthy(this.config.users.get(token.userid)?.tokens.get(token.token)?.privsep);
  }

  /** The entries of one level that apply: the token's, else the user's, else those of the user's groups. */
  private applying(node: AclNode, identity: string, isTarget: boolean): Flags | undefined {
    const of = (type: SubjectType, id: string): RoleFlags =>
      new Map([...(node.entries[type].get(id) ?? [])].filter(([, flag]) => isTarget || flag === 1));
    const own = [of("token", identity), of("user", identity)].find((flags) => flags.size > 0);
    if (own !== undefined) return own;
    const groups = [...node.entries.group.keys()]
      .filter((group) => this.config.groups.get(group)?.users.has(identity) === true)
      .flatMap((group) => [...of("group", group)]);
    return groups.length > 0 ? new Map(groups) : undefined;
  }

  private poolsOf(path: string): string[] {
    const isMember = (pool: string): boolean => this.membersOf(pool).includes(path);
    return [...this.config.pools.keys()].filter(isMember);
  }

  private pooledPaths(): string[] {
    return [...this.config.pools.keys()].flatMap((pool) => this.membersOf(pool));
  }

  private membersOf(name: string): string[] {
    const pool = this.config.pools.get(name);
    const vms = [...(pool?.vms ?? [])].map((vmid) => `/vms/${vmid}`);
    return [...vms, ...[...(pool?.storage ?? [])].map((storage) => `/storage/${storage}`)];
  }
}

/** What both hold; it is inherited further only when it is so for both. */
function intersection(owner: Flags, own: Flags): Flags {
  const both = new Map<string, number>();
  for (const [privilege, flag] of own) {
    const ownerFlag = owner.get(privilege);
    if (ownerFlag !== undefined) both.set(privilege, ownerFlag === 1 ? flag : 0);
  }
  return both;
}
