import type { PveClient } from "../wire/client";

/** The privileges on one path, each with whether it counts below the path too. */
export type PrivilegesOnPath = ReadonlyMap<string, boolean>;

type Answer = Readonly<Record<string, Readonly<Record<string, unknown>>>> | null;

/**
 * `GET /access/permissions`: what the caller, or another user or token, effectively has on a path, with inheritance
 * and privilege separation taken into account. Asking for somebody else needs Sys.Audit on `/access`.
 * @param userid a user or a full token id; the caller if left out
 */
export async function effectivePrivileges(
  client: PveClient,
  path: string,
  userid?: string,
): Promise<PrivilegesOnPath> {
  const query = { path, ...(userid !== undefined && { userid }) };
  const answer = await client.get<Answer>("/access/permissions", query);
  return onPath(answer?.[path] ?? {});
}

/** The same without a path: on the top paths, on every path that has an ACL entry, and on the members of pools. */
export async function permissionsOverview(
  client: PveClient,
  userid?: string,
): Promise<ReadonlyMap<string, PrivilegesOnPath>> {
  const answer = await client.get<Answer>("/access/permissions", userid === undefined ? {} : { userid });
  return new Map(Object.entries(answer ?? {}).map(([path, privileges]) => [path, onPath(privileges)]));
}

function onPath(privileges: Readonly<Record<string, unknown>>): PrivilegesOnPath {
  return new Map(Object.entries(privileges).map(([name, propagate]) => [name, Number(propagate) === 1]));
}
