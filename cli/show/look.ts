import { type Seen, fetchVersion, observe, permissionsOf } from "../../pve/objects";
import type { PveRelease } from "../../pve/privileges";
import { decode, nameOf } from "../../pve/spec";
import type { PveClient } from "../../pve/wire";
import type { SynthesizedCluster } from "../project";
import { describedAccess } from "./described";
import { hiddenFrom } from "./hidden";
import type { ReviewedCluster } from "./json";
import { review } from "./review";

/** A look at one cluster; nothing is changed. */
export async function lookAt(client: PveClient, described: SynthesizedCluster): Promise<ReviewedCluster> {
  const [seen, permissions, version] = await Promise.all([
    observe(client),
    permissionsOf(client),
    fetchVersion(client),
  ]);
  const objects = decode(described.settings);
  const { sentences, mayHide } = hiddenFrom(permissions);
  const there = new Set(namesIn(seen));
  return {
    ...named(described, client.endpoint),
    login: client.identity,
    hidden: sentences,
    missing: namesIn(describedAccess(objects, version)).filter((name) => !there.has(name) && !mayHide(name)),
    ...review({ seen, objects, isKnown: (userid) => seen.users.has(userid) }),
  };
}

/** A cluster that could not be looked at. */
export function unseen(described: SynthesizedCluster, error: string): ReviewedCluster {
  return { ...named(described), error, ...NOTHING };
}

/** What is described for one cluster; nothing connects. */
export function readDescribed(
  described: SynthesizedCluster,
  release: PveRelease | undefined,
): ReviewedCluster {
  const objects = decode(described.settings);
  const names = new Set(objects.map(nameOf));
  return {
    ...named(described),
    hidden: [],
    missing: [],
    ...review({
      seen: describedAccess(objects, release),
      objects,
      isKnown: (userid) => names.has(`user ${userid}`),
    }),
  };
}

/** @param endpoint the one that was asked, of several */
function named(
  { stack, cluster }: SynthesizedCluster,
  endpoint = cluster.endpoint,
): Pick<ReviewedCluster, "cluster" | "stack" | "endpoint"> {
  return { cluster: cluster.key, stack, endpoint };
}

const NOTHING = { hidden: [], missing: [], users: [], groups: [], roles: [] } as const;

/** The names of all objects. */
function namesIn({ users, groups, roles, acl }: Seen): readonly string[] {
  const ofUsers = [...users].flatMap(([userid, { tokens }]) => [
    nameOf({ kind: "user", userid }),
    ...[...tokens.keys()].map((tokenid) => nameOf({ kind: "token", userid, tokenid })),
  ]);
  return [
    ...ofUsers,
    ...[...groups.keys()].map((groupid) => nameOf({ kind: "group", groupid })),
    ...[...roles.keys()].map((roleid) => nameOf({ kind: "role", roleid })),
    ...acl.map((entry) => nameOf({ kind: "acl", ...entry })),
  ];
}
