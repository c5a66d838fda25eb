/** What a deploy makes, as lines of `pveum`. */
import type { AccessConfiguration, TokenConfiguration, UserConfiguration } from "../configuration";
import { keptTokenid, parseExpiry } from "../pve/names";
import {
  type Grant,
  type PveRelease,
  type ResolvedPrivileges,
  pathReleaseFault,
  profileRoles,
  resolvePrivileges,
} from "../pve/privileges";
import { addRole, addUser, setEntry, pveum } from "../pve/pveum";
import { type SubjectSpec, type TokenSpec, fullTokenid } from "../pve/spec";

/** A role and what it is used for. */
export interface GrantLines {
  readonly role: string;
  readonly entries: readonly string[];
}

/** Confined profiles: one role for each path, since a role is the same wherever it is used. */
export function grantLines(
  grants: readonly Grant[],
  subjects: readonly SubjectSpec[],
  release: PveRelease,
): GrantLines[] {
  return grants.flatMap((grant) => {
    const privileges = known(resolvePrivileges(grant.privileges, release), release);
    if (privileges.length === 0) return [];
    return [{ role: addRole(grant.roleid, privileges), entries: entryLines(grant, subjects, release) }];
  });
}

/** What a deploy would make for an identity, on the given release of PVE. */
export function accessLines(access: AccessConfiguration, release: PveRelease): string[] {
  const { user, role, acl = [], parameters, token } = access;
  const { tokenid, rotation, keep } = token;
  const own = { userid: user.userid, tokenid: keep ? keptTokenid(tokenid, rotation) : tokenid };
  const owner: SubjectSpec = { type: "user", ugid: user.userid };
  const subjects: readonly SubjectSpec[] = token.privilegeSeparation
    ? [owner, { type: "token", ugid: fullTokenid(own) }]
    : [owner];
  const { privileges: list, profile: profiles = ["opentofu-vm"], add = [], remove = [] } = role;
  const source = { profiles, add, remove };
  const rights = parameters
    ? grantLines(profileRoles(source, parameters, role.roleid), subjects, release)
    : [
        {
          role: addRole(role.roleid, known(resolvePrivileges(list ? { list } : source, release), release)),
          entries: acl.flatMap((path) => entryLines({ ...path, roleid: role.roleid }, subjects, release)),
        },
      ];
  const roles = rights.map((one) => one.role);
  return [userLine(user), ...roles, tokenLine(token, own), ...rights.flatMap(({ entries }) => entries)];
}

/** @throws Error for a path that the release does not have */
function entryLines(
  grant: Omit<Grant, "privileges">,
  subjects: readonly SubjectSpec[],
  { major, minor }: PveRelease,
): string[] {
  const fault = pathReleaseFault(grant.path, `${String(major)}.${String(minor)}`);
  if (fault !== undefined) throw new Error(`${fault}.`);
  return subjects.map((subject) => setEntry({ ...grant, subject }));
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
  return addUser(user.userid, {
    "--comment": user.comment,
    "--email": user.email,
    "--firstname": user.firstname,
    "--lastname": user.lastname,
    "--enable": user.enable === false ? "0" : undefined,
    "--expire": expire(user.expires),
  });
}

function tokenLine(
  token: TokenConfiguration,
  { userid, tokenid }: Pick<TokenSpec, "userid" | "tokenid">,
): string {
  return pveum("user", "token", "add", userid, tokenid, {
    "--privsep": token.privilegeSeparation ? "1" : "0",
    "--expire": expire(token.expires),
    "--comment": token.comment,
  });
}

function expire(expires: UserConfiguration["expires"]): string | undefined {
  return expires === undefined ? undefined : String(parseExpiry(expires));
}
