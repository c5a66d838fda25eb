/** Lines for PVE's own command line tool, to be pasted into a root shell on a node. */
import type { ClusterConfiguration } from "../constructs/config";
import { parseExpiry } from "../pve/expiry";
import type { ProfileGrant } from "../pve/profile-grants";
import { resolvePrivileges } from "../pve/privileges";
import type { PveRelease } from "../pve/release";

/** A word as a POSIX shell reads it back unchanged. */
export function shellQuote(word: string): string {
  return /^[A-Za-z0-9_.,:/@%+=-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** Roles and ACL entries for grants: one role for each, since a role is the same on every path. */
export function grantLines(grants: readonly ProfileGrant[], roleid: string, userid: string): string[] {
  return grants.flatMap((grant) => {
    const role = roleOf(grant, grants, roleid);
    return [
      roleLine(role, grant.privileges),
      aclLine({ ...grant, subject: "--users", ugid: userid, roleid: role }),
    ];
  });
}

/** What a deploy would make on a cluster, for the given release of PVE. */
export function clusterLines(cluster: ClusterConfiguration, release: PveRelease): string[] {
  const { user, role, acl, token } = cluster;
  const { tokenid, rotation, keep } = token;
  const full = `${user.userid}!${keep ? `${tokenid}-${rotation}` : tokenid}`;
  const entry = { roleid: role.roleid };
  return [
    userLine(cluster),
    roleLine(role.roleid, privilegesOf(cluster, release)),
    tokenLine(cluster, full),
    ...acl.flatMap((path) => [
      aclLine({ ...path, ...entry, subject: "--users", ugid: user.userid }),
      ...(token.privilegeSeparation ? [aclLine({ ...path, ...entry, subject: "--tokens", ugid: full })] : []),
    ]),
  ];
}

/** The release does not know every privilege that is written. @throws Error that names the first and what replaces it */
function privilegesOf({ role }: ClusterConfiguration, release: PveRelease): readonly string[] {
  const { privileges: list, profile: profiles = ["opentofu-vm"], add = [], remove = [] } = role;
  const { privileges, unknown } = resolvePrivileges(list ? { list } : { profiles, add, remove }, release);
  const [first] = unknown;
  if (first === undefined) return privileges;
  const instead = first.instead.length === 0 ? "leave it out" : `use ${first.instead.join(" or ")}`;
  throw new Error(
    `PVE ${release.major}.${release.minor} does not know the privilege ${first.name}; ${instead}.`,
  );
}

/** `opentofu-role` on `/`, `opentofu-role-pool-lab` on `/pool/lab`. */
function roleOf({ path, propagate }: ProfileGrant, grants: readonly ProfileGrant[], roleid: string): string {
  const suffix = path === "/" ? "" : path.replaceAll("/", "-");
  const twice = grants.some((other) => other.path === path && other.propagate !== propagate);
  return `${roleid}${suffix}${twice && !propagate ? "-only" : ""}`;
}

function userLine({ user }: ClusterConfiguration): string {
  return line("user", "add", user.userid, {
    "--comment": user.comment,
    "--email": user.email,
    "--firstname": user.firstname,
    "--lastname": user.lastname,
    "--enable": user.enable === false ? "0" : undefined,
    "--expire": user.expires === undefined ? undefined : String(parseExpiry(user.expires)),
  });
}

function roleLine(roleid: string, privileges: readonly string[]): string {
  return line("role", "add", roleid, { "--privs": privileges.join(" ") });
}

function tokenLine({ token }: ClusterConfiguration, full: string): string {
  const [userid = "", tokenid = ""] = full.split("!");
  return line("user", "token", "add", userid, tokenid, {
    "--privsep": token.privilegeSeparation ? "1" : "0",
    "--expire": String(parseExpiry(token.expires)),
    "--comment": token.comment,
  });
}

interface AclLine {
  readonly path: string;
  readonly subject: "--users" | "--tokens";
  readonly ugid: string;
  readonly roleid: string;
  readonly propagate: boolean;
}

function aclLine({ path, subject, ugid, roleid, propagate }: AclLine): string {
  return line("acl", "modify", path, {
    [subject]: ugid,
    "--roles": roleid,
    "--propagate": propagate ? "1" : "0",
  });
}

type Options = Readonly<Record<string, string | undefined>>;

function line(...parts: readonly [...string[], Options]): string {
  const words = parts.flatMap((part) =>
    typeof part === "string"
      ? [part]
      : Object.entries(part).flatMap(([option, value]) => (value === undefined ? [] : [option, value])),
  );
  return ["pveum", ...words].map(shellQuote).join(" ");
}
