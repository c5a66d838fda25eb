/** What a deploy makes, as lines of `pveum`. */
import type {
  Group,
  GroupConfiguration,
  Identity,
  TokenConfiguration,
  UserConfiguration,
} from "../../configuration";
import { parseExpiry, tokenidsOf } from "../../pve/names";
import {
  type Grant,
  type PveRelease,
  type ResolvedPrivileges,
  pathReleaseFault,
  profileRoles,
  resolvePrivileges,
} from "../../pve/privileges";
import { addRole, addUser, setEntry, pveum } from "../../pve/pveum";
import { type SubjectSpec, type TokenSpec, fullTokenid } from "../../pve/spec";

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
export function accessLines({ access, makesUser }: Identity, release: PveRelease): string[] {
  const { user, token } = access;
  const { userid } = user;
  const [tokenid] = tokenidsOf(token);
  const own = { userid, tokenid };
  const isOfUser = !(token.privilegeSeparation && user.existing !== undefined);
  const subjects: readonly SubjectSpec[] = [
    ...(isOfUser ? [{ type: "user", ugid: userid } as const] : []),
    ...(token.privilegeSeparation ? [{ type: "token", ugid: fullTokenid(own) } as const] : []),
  ];
  const users = makesUser ? [userLine(user)] : [];
  const { roles, entries } = rightsLines(access, subjects, release);
  return [...users, ...roles, tokenLine(token, own), ...entries];
}

/** What a deploy would make for a group. */
export function groupLines({ groupid, group }: Group, release: PveRelease): string[] {
  const { roles, entries } = rightsLines(group, [{ type: "group", ugid: groupid }], release);
  return [pveum("group", "add", groupid, { "--comment": group.comment }), ...roles, ...entries];
}

interface Rights {
  readonly roles: readonly string[];
  readonly entries: readonly string[];
}

function rightsLines(
  { role, acl = [], parameters }: GroupConfiguration,
  subjects: readonly SubjectSpec[],
  release: PveRelease,
): Rights {
  if (role === undefined) return { roles: [], entries: [] };
  const {
    roleid,
    existing,
    privileges: list,
    profile: profiles = ["opentofu-vm"],
    add = [],
    remove = [],
  } = role;
  const source = { profiles, add, remove };
  if (parameters) {
    const lines = grantLines(profileRoles(source, parameters, roleid), subjects, release);
    return { roles: lines.map((one) => one.role), entries: lines.flatMap((one) => one.entries) };
  }
  const entries = acl.flatMap((path) => entryLines({ ...path, roleid }, subjects, release));
  if (existing !== undefined || entries.length === 0) return { roles: [], entries };
  const held = known(resolvePrivileges(list ? { list } : source, release), release);
  return { roles: [addRole(roleid, held)], entries };
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
    "--groups": user.groups?.join(",") || undefined,
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
