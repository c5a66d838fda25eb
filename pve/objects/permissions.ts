import { isBelow } from "../names";
import type { PveClient } from "../wire";

/** The privileges on one path, each with whether it counts below the path too. */
export type PrivilegesOnPath = ReadonlyMap<string, boolean>;

/** What somebody may do: on the top paths, on every path that has an ACL entry, and on the members of pools. */
export type Permissions = ReadonlyMap<string, PrivilegesOnPath>;

type Answer = Readonly<Record<string, Readonly<Record<string, unknown>>>> | null;

/**
 * `GET /access/permissions`: what the caller, or another user or token, effectively has, with inheritance and privilege
 * separation taken into account. Asking for somebody else needs Sys.Audit on `/access`.
 * @param userid a user or a full token id; the caller if left out
 */
export async function permissionsOf(client: PveClient, userid?: string): Promise<Permissions> {
  const answer = await client.get<Answer>("/access/permissions", userid === undefined ? {} : { userid });
  return new Map(
    Object.entries(answer ?? {}).map(([path, privileges]) => [
      path,
      new Map(Object.entries(privileges).map(([name, propagate]) => [name, Number(propagate) === 1])),
    ]),
  );
}

/**
 * The privileges on any path: a path that PVE does not list has what propagates from the nearest one above it. A level of which nothing
 * propagates counts for itself only.
 */
export function privilegesOn(permissions: Permissions, path: string): PrivilegesOnPath {
  const listed = permissions.get(path);
  if (listed !== undefined) return listed;
  const above = [...permissions]
    .filter(([other]) => isBelow(path, other))
    .sort(([a], [b]) => b.length - a.length)
    .map(([, privileges]) => [...privileges].filter(([, propagates]) => propagates));
  return new Map(above.find((inherited) => inherited.length > 0));
}
