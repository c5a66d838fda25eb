/** Who makes a call, and the permission rules that the API schema states for it. */
import { die, forbidden } from "../failure";
import type { Failure } from "../failure";
import { normalizePath, parseUserid, verifyUserid } from "../schema/names";
import { splitList, truthy } from "../perl";
import type { Rights } from "./rights";
import type { User, UserConfig } from "../state/user-config";

/** One rule of the schema: `["perm", path, privileges, "any", 1]`, `["and", rule, …]` and the like. */
export type Check = readonly (string | number | readonly string[] | Check)[];
export type Permissions = { readonly user?: string; readonly check?: Check };
type Names = Readonly<Record<string, string | undefined>>;

/** The caller of one request. Throws Failure (403, or 500 for a user that is not there) when a rule is not met. */
export class Caller {
  constructor(
    /** A userid or a full token id. */
    readonly identity: string,
    readonly config: UserConfig,
    readonly rights: Rights,
  ) {}

  /** Tests the rule of a method. root@pam passes always; a check that answers no without an error passes, too. */
  authorize(permissions: Permissions | undefined, names: Names): void {
    if (this.identity === "root@pam") return;
    if (permissions === undefined) throw forbidden("user != root@pam");
    if (permissions.user === "all") return;
    if (permissions.check === undefined) throw forbidden();
    this.passes(permissions.check, names, false);
  }

  /** Whether the caller holds any of the privileges on the path. */
  hasAny(path: string, privileges: readonly string[]): boolean {
    const held = this.rights.on(this.identity, path);
    return privileges.some((privilege) => held.has(privilege));
  }

  requireAny(path: string, privileges: readonly string[]): void {
    if (!this.hasAny(path, privileges)) throw forbidden(`${path}, ${privileges.join("|")}`);
  }

  requireAll(path: string, privileges: readonly string[]): void {
    const held = this.rights.on(this.identity, path);
    const missing = privileges.find((privilege) => !held.has(privilege));
    if (missing !== undefined) throw forbidden(`${path}, ${missing}`);
  }

  /** The groups on which the caller holds any of the privileges. */
  groupsWith(privileges: readonly string[]): string[] {
    return [...this.config.groups.keys()].filter((group) =>
      this.hasAny(`/access/groups/${group}`, privileges),
    );
  }

  /** The members of those groups. */
  membersWith(privileges: readonly string[]): Set<string> {
    return new Set(
      this.groupsWith(privileges).flatMap((group) => [...(this.config.groups.get(group)?.users ?? [])]),
    );
  }

  /** Whether ACL entries of the path may be changed. */
  mayModify(path: string): boolean {
    return this.hasAny(path, modifyPrivileges(path));
  }

  private passes(check: Check, names: Names, quiet: boolean): boolean {
    const [kind, first, second, ...options] = check;
    switch (kind) {
      case "and":
        for (const rule of check.slice(1)) this.passes(rule as Check, names, false);
        return true;
      case "or":
        if (check.slice(1).some((rule) => this.passes(rule as Check, names, true))) return true;
        return refuse(quiet, forbidden());
      case "perm":
        return this.passesPerm(
          String(first),
          second as readonly string[],
          options[0] === "any",
          names,
          quiet,
        );
      case "perm-modify":
        return this.passesModify(fill(String(first), names), quiet);
      case "userid-param":
        return this.passesUserid(first === "self", names["userid"], quiet);
      case "userid-group":
        return this.passesGroup(
          first as readonly string[],
          second === "groups_param" ? String(options[0]) : "",
          {
            names,
            quiet,
          },
        );
      default:
        throw new Error(`unknown permission rule ${String(kind)}`);
    }
  }

  private passesPerm(
    template: string,
    privileges: readonly string[],
    any: boolean,
    names: Names,
    quiet: boolean,
  ): boolean {
    const filled = fill(template, names);
    const path = normalizePath(filled) ?? filled;
    if (quiet) return any ? this.hasAny(path, privileges) : privileges.every((p) => this.hasAny(path, [p]));
    if (any) this.requireAny(path, privileges);
    else this.requireAll(path, privileges);
    return true;
  }

  private passesModify(path: string, quiet: boolean): boolean {
    const normal = normalizePath(path);
    if (normal === undefined) return false;
    const privileges = modifyPrivileges(normal);
    return this.hasAny(normal, privileges) || refuse(quiet, forbidden(`${normal}, ${privileges.join("|")}`));
  }

  private passesUserid(self: boolean, value: string | undefined, quiet: boolean): boolean {
    const { userid, realm } = verifyUserid(value);
    if (!self) {
      const path = `/access/realm/${realm}`;
      const missing = forbidden(`${path}, Realm.AllocateUser`);
      return this.hasAny(path, ["Realm.AllocateUser"]) || refuse(quiet, missing);
    }
    if (!userExists(this.config, userid, quiet)) return false;
    return this.identity === userid || refuse(quiet, forbidden());
  }

  /** `mode` is "create", "update" or "" for calls that take no groups. */
  private passesGroup(
    privileges: readonly string[],
    mode: string,
    { names, quiet }: { names: Names; quiet: boolean },
  ): boolean {
    const userid = names["userid"];
    if (mode !== "create" && !userExists(this.config, userid, quiet)) return false;
    if (this.hasAny("/access/groups", privileges)) return true;
    const wanted = privileges.join("|");
    if (mode !== "") {
      const groups = splitList(names["groups"]);
      if (groups.length === 0) throw forbidden(`/access/groups, ${wanted}`);
      const allowed = this.groupsWith(privileges);
      const refused = groups.find((group) => !allowed.includes(group));
      if (refused !== undefined) throw forbidden(`/access/groups/${refused}, ${wanted}`);
    }
    if (mode === "create" || this.membersWith(privileges).has(userid ?? "")) return true;
    return refuse(quiet, forbidden());
  }
}

/** A parameter that is empty or missing stands as `-` in the path that is checked. */
function fill(template: string, names: Names): string {
  return template.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = names[name];
    return value !== undefined && truthy(value) ? value : "-";
  });
}

function modifyPrivileges(path: string): string[] {
  const privileges = ["Permissions.Modify"];
  if (/^\/storage\/./.test(path)) privileges.push("Datastore.Allocate");
  else if (/^\/vms\/./.test(path)) privileges.push("VM.Allocate");
  else if (/^\/pool\/./.test(path)) privileges.push("Pool.Allocate");
  return privileges;
}

function refuse(quiet: boolean, failure: Failure): false {
  if (quiet) return false;
  throw failure;
}

function userExists(config: UserConfig, userid: string | undefined, quiet: boolean): boolean {
  if (quiet) return config.users.has(parseUserid(userid)?.userid ?? "");
  requireUser(config, userid);
  return true;
}

/** The user of that name. @throws Failure (500) when the name is malformed or there is no such user. */
export function requireUser(config: UserConfig, value: string | undefined): User {
  const { userid } = verifyUserid(value);
  return config.users.get(userid) ?? die(`no such user ('${userid}')`);
}
