import { type PveClient, absentIf, apiPath } from "../wire";
import { splitList } from "./settings";

/** A role as PVE has it. */
export interface ObservedRole {
  /** Sorted. */
  readonly privileges: readonly string[];
  /** PVE brings it along: it can be neither changed nor deleted. */
  readonly builtIn: boolean;
}

interface RoleAnswer {
  readonly roleid: string;
  readonly privs?: unknown;
  readonly special?: unknown;
}

/** `GET /access/roles`: every role, by roleid. */
export async function listRoles(client: PveClient): Promise<ReadonlyMap<string, ObservedRole>> {
  const answer = await client.get<readonly RoleAnswer[] | null>("/access/roles");
  return new Map(
    (answer ?? []).map(({ roleid, privs, special }) => [
      roleid,
      { privileges: [...splitList(privs)].sort(), builtIn: Number(special ?? 0) === 1 },
    ]),
  );
}

/** `POST /access/roles` */
export async function createRole(
  client: PveClient,
  roleid: string,
  privileges: readonly string[],
): Promise<void> {
  await client.post("/access/roles", { roleid, privs: privileges.join(",") });
}

/** `PUT /access/roles/{roleid}`: replaces the privileges. */
export async function updateRole(
  client: PveClient,
  roleid: string,
  privileges: readonly string[],
): Promise<void> {
  await client.put(apiPath`/access/roles/${roleid}`, { privs: privileges.join(",") });
}

/** `DELETE /access/roles/{roleid}`: PVE drops the role's ACL entries with it. A role that is gone is no error. */
export async function deleteRole(client: PveClient, roleid: string): Promise<void> {
  await absentIf("missing", client.delete(apiPath`/access/roles/${roleid}`));
}
