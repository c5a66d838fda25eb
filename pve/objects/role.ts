import { type PveClient, apiPath } from "../wire/client";
import { absentIf } from "../wire/absent";
import { UserError } from "../user-error";
import { type ResolvedPrivileges, resolvePrivileges } from "../privileges/resolve";
import { type Observed, type Settings, splitList } from "./settings";
import type { PrivilegeSource, RoleSpec } from "../spec";
import type { PveVersion } from "../privileges/version";

interface RoleAnswer {
  readonly roleid?: unknown;
  readonly privs?: unknown;
  readonly special?: unknown;
}

/**
 * The privileges for that version, sorted.
 * @throws UserError that names every privilege which the version does not know, and what replaces it
 */
export function privilegesFor(
  roleid: string,
  source: PrivilegeSource,
  version: PveVersion,
): readonly string[] {
  const { privileges, unknown } = resolvePrivileges(source, version);
  if (unknown.length === 0) return [...privileges].sort();
  throw new UserError(
    `role ${roleid}: PVE ${version.text} does not know ${unknown.map(replacement).join("; ")}.${advice(source, version)}`,
  );
}

/** A profile needs no other names, only the version that the node has by now. */
function advice(source: PrivilegeSource, { major, minor }: PveVersion): string {
  if (!("list" in source) || source.resolved === undefined) return "";
  return ` The profile was resolved for pveVersion ${source.resolved.pveVersion}: write "${major}.${minor}", or leave it out.`;
}

function replacement({ name, instead }: ResolvedPrivileges["unknown"][number]): string {
  return instead.length === 0 ? `${name} (remove it)` : `${name} (use ${instead.join(" or ")})`;
}

/** The settings that a role's description asks for, on a node of that version. */
export function roleSettings(spec: RoleSpec, version: PveVersion): Settings {
  return { privs: privilegesFor(spec.roleid, spec.privileges, version).join(",") };
}

/** One of `GET /access/roles`, which also says what is built in; undefined if there is no such role. */
export async function observeRole(client: PveClient, roleid: string): Promise<Observed | undefined> {
  const role = (await listRoles(client)).find((candidate) => candidate.roleid === roleid);
  if (role === undefined) return undefined;
  const privs = [...splitList(role.privs)].sort().join(",");
  return { settings: { privs }, builtIn: Number(role.special ?? 0) === 1 };
}

/** The privileges of every role, by roleid. */
export async function observeRoles(client: PveClient): Promise<ReadonlyMap<string, readonly string[]>> {
  const roles = await listRoles(client);
  return new Map(roles.map(({ roleid, privs }) => [String(roleid), splitList(privs)]));
}

/** `GET /access/roles` */
async function listRoles(client: PveClient): Promise<readonly RoleAnswer[]> {
  return (await client.get<readonly RoleAnswer[] | null>("/access/roles")) ?? [];
}

/** `POST /access/roles` */
export async function createRole(client: PveClient, roleid: string, settings: Settings): Promise<void> {
  await client.post("/access/roles", { roleid, ...settings });
}

/** `PUT /access/roles/{roleid}`: replaces the privileges. */
export async function updateRole(client: PveClient, roleid: string, settings: Settings): Promise<void> {
  await client.put(apiPath`/access/roles/${roleid}`, settings);
}

/** `DELETE /access/roles/{roleid}`: PVE drops the role's ACL entries with it. A role that is gone is no error. */
export async function deleteRole(client: PveClient, roleid: string): Promise<void> {
  await absentIf("missing", client.delete(apiPath`/access/roles/${roleid}`));
}
