import { type Seen, fetchVersion, observe, permissionsOf } from "../../pve/objects";
import type { PveRelease } from "../../pve/privileges";
import { decode, nameOf } from "../../pve/spec";
import { type PveClient, connect, readConnection } from "../../pve/wire";
import type { SynthesizedCluster } from "../project";
import { messageOf } from "../terminal";
import { describedAccess } from "./described";
import { hiddenFrom } from "./hidden";
import type { ReviewedCluster } from "./json";
import { review } from "./review";

/** A look at one cluster; nothing is changed. What fails is said in `error`, since others are looked at meanwhile. */
export async function lookAt(
  described: SynthesizedCluster,
  environment: NodeJS.ProcessEnv,
  note: (line: string) => void,
): Promise<ReviewedCluster> {
  let client: PveClient | undefined;
  try {
    client = await connect(readConnection(described.cluster, environment), note);
    return await see(client, described);
  } catch (error) {
    return { ...named(described), error: messageOf(error), ...NOTHING };
  } finally {
    client?.close();
  }
}

async function see(client: PveClient, described: SynthesizedCluster): Promise<ReviewedCluster> {
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
  { owner, cluster }: SynthesizedCluster,
  endpoint = cluster.endpoint,
): Pick<ReviewedCluster, "cluster" | "stack" | "endpoint"> {
  const { key } = cluster;
  return { cluster: key, stack: owner.slice(0, -`/${key}`.length), endpoint };
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
