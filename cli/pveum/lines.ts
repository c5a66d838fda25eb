/** What a deploy makes, as lines of `pveum`. */
import { parseExpiry } from "../../pve/names";
import { type PveRelease, pathReleaseFault, resolvePrivileges } from "../../pve/privileges";
import { addRole, addUser, pveum, setEntry } from "../../pve/pveum";
import type { AclSpec, GroupSpec, ObjectSpec, RoleSpec, TokenSpec, UserSpec } from "../../pve/spec";
import { UserError } from "../../pve/user-error";
import { shown } from "../options";

/**
 * The lines that make these objects on a node that has none of them, in the order that PVE needs.
 * @param release the version of PVE that profiles are resolved for; undefined if none has to be
 * @throws UserError for what that version does not know
 */
export function objectLines(
  objects: readonly ObjectSpec[],
  release: PveRelease | undefined,
): readonly string[] {
  const roles = objects.flatMap((object) => (object.kind === "role" ? [roleOf(object, release)] : []));
  // What a profile needs on some place, another version may not need.
  const idle = new Set(roles.filter(({ privileges }) => privileges.length === 0).map(({ roleid }) => roleid));
  const lines = objects.flatMap((object): readonly (readonly [ObjectSpec["kind"], string])[] => {
    switch (object.kind) {
      case "group":
        return [["group", groupLine(object)]];
      case "user":
        return [["user", userLine(object)]];
      case "token":
        return [["token", tokenLine(object)]];
      case "acl":
        return idle.has(object.roleid) ? [] : [["acl", entryLine(object, release)]];
      case "role":
        return [];
    }
  });
  const of = (kind: ObjectSpec["kind"]) => lines.flatMap(([each, line]) => (each === kind ? [line] : []));
  const made = roles.filter(({ roleid }) => !idle.has(roleid));
  return [
    ...of("group"),
    ...of("user"),
    ...made.map(({ roleid, privileges }) => addRole(roleid, privileges)),
    ...of("token"),
    ...of("acl"),
  ];
}

/** The version that profiles were resolved for at synth; undefined if they were not. */
export function resolvedFor(objects: readonly ObjectSpec[]): string | undefined {
  return objects
    .flatMap((object) =>
      object.kind === "role" && "list" in object.privileges
        ? (object.privileges.resolved?.pveVersion ?? [])
        : [],
    )
    .at(0);
}

/** @throws UserError that names the first privilege which the release does not know, and what replaces it */
function roleOf({ roleid, privileges: source }: RoleSpec, release: PveRelease | undefined) {
  if (release === undefined) {
    if ("list" in source) return { roleid, privileges: source.list };
    throw new UserError(
      `The profiles of role ${roleid} depend on the version of PVE; say which one with --pve, such as --pve 9.`,
    );
  }
  const { privileges, unknown } = resolvePrivileges(source, release);
  const [first] = unknown;
  if (first === undefined) return { roleid, privileges };
  const instead = first.instead.length === 0 ? "leave it out" : `use ${first.instead.join(" or ")}`;
  throw new UserError(`PVE ${shown(release)} does not know the privilege ${first.name}; ${instead}.`);
}

/** @throws UserError for a path that the release does not have */
function entryLine(entry: AclSpec, release: PveRelease | undefined): string {
  const fault = release && pathReleaseFault(entry.path, shown(release));
  if (fault !== undefined) throw new UserError(`${fault}.`);
  return setEntry(entry);
}

function groupLine({ groupid, comment }: GroupSpec): string {
  return pveum("group", "add", groupid, { "--comment": comment });
}

function userLine(user: UserSpec): string {
  return addUser(user.userid, {
    "--comment": user.comment,
    "--email": user.email,
    "--firstname": user.firstname,
    "--lastname": user.lastname,
    "--enable": user.enable === false ? "0" : undefined,
    "--expire": expire(user.expires),
    "--groups": user.groups?.join(",") || undefined,
  });
}

function tokenLine({ userid, tokenid, privsep, expires, comment }: TokenSpec): string {
  return pveum("user", "token", "add", userid, tokenid, {
    "--privsep": privsep ? "1" : "0",
    "--expire": expire(expires),
    "--comment": comment,
  });
}

function expire(expires: string | undefined): string | undefined {
  return expires === undefined ? undefined : String(parseExpiry(expires));
}
