/** Lines for PVE's own command line tool, to be pasted into a root shell on a node. */
import type { AccessConfiguration, TokenConfiguration, UserConfiguration } from "../constructs/config";
import { parseExpiry } from "../pve/expiry";
import { type ResolvedPrivileges, resolvePrivileges } from "../pve/privileges";
import { profileRoles } from "../pve/profile-places";
import type { Grant, GrantPlace } from "../pve/spec";
import type { PveRelease } from "../pve/release";
import { shellQuote } from "../files/shell-word";

/** A role and what it is used for. */
export interface GrantLines {
  readonly role: string;
  readonly entries: readonly string[];
}

/** Confined profiles: one role for each path, since a role is the same wherever it is used. */
export function grantLines(
  grants: readonly Grant[],
  subjects: readonly Subject[],
  release: PveRelease,
): GrantLines[] {
  return grants.flatMap((grant) => {
    const privileges = known(resolvePrivileges(grant.privileges, release), release);
    if (privileges.length === 0) return [];
    const entries = subjects.map((subject) => aclLine({ ...grant, ...subject }));
    return [{ role: roleLine(grant.roleid, privileges), entries }];
  });
}

/** What a deploy would make for an identity, on the given release of PVE. */
export function accessLines(access: AccessConfiguration, release: PveRelease): string[] {
  const { user, role, acl = [], parameters, token } = access;
  const { tokenid, rotation, keep } = token;
  const full = `${user.userid}!${keep ? `${tokenid}-${rotation}` : tokenid}`;
  const owner: Subject = { subject: "--users", ugid: user.userid };
  const subjects = token.privilegeSeparation
    ? [owner, { subject: "--tokens", ugid: full } as const]
    : [owner];
  const { privileges: list, profile: profiles = ["opentofu-vm"], add = [], remove = [] } = role;
  const source = { profiles, add, remove };
  const rights = parameters
    ? grantLines(profileRoles(source, parameters, role.roleid), subjects, release)
    : [
        {
          role: roleLine(role.roleid, known(resolvePrivileges(list ? { list } : source, release), release)),
          entries: acl.flatMap((path) =>
            subjects.map((subject) => aclLine({ ...path, ...subject, roleid: role.roleid })),
          ),
        },
      ];
  const roles = rights.map((one) => one.role);
  return [userLine(user), ...roles, tokenLine(token, full), ...rights.flatMap(({ entries }) => entries)];
}

/** @throws Error that names the first privilege which the release does not know, and what replaces it */
function known({ privileges, unknown }: ResolvedPrivileges, release: PveRelease): readonly string[] {
  const [first] = unknown;
  if (first === undefined) return privileges;
  const instead = first.instead.length === 0 ? "leave it out" : `use ${first.instead.join(" or ")}`;
  throw new Error(
    `PVE ${release.major}.${release.minor} does not know the privilege ${first.name}; ${instead}.`,
  );
}

function userLine(user: UserConfiguration): string {
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

function tokenLine(token: TokenConfiguration, full: string): string {
  const [userid = "", tokenid = ""] = full.split("!");
  return line("user", "token", "add", userid, tokenid, {
    "--privsep": token.privilegeSeparation ? "1" : "0",
    "--expire": String(parseExpiry(token.expires)),
    "--comment": token.comment,
  });
}

/** Whom an ACL entry is for, as an option of `pveum`. */
interface Subject {
  readonly subject: "--users" | "--tokens";
  readonly ugid: string;
}

interface AclLine extends GrantPlace, Subject {
  readonly roleid: string;
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
