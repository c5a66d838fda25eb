import type { PveClient } from "./client";

/** The privileges on one path, each with whether it counts below the path too. */
export type PrivilegesOnPath = ReadonlyMap<string, boolean>;

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
  const answer = await client.get<Readonly<Record<string, Readonly<Record<string, unknown>>>> | null>(
    "/access/permissions",
    query,
  );
  return new Map(
    Object.entries(answer?.[path] ?? {}).map(([name, propagate]) => [name, Number(propagate) === 1]),
  );
}
