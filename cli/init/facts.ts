import { type Permissions, fetchVersion, permissionsOf } from "../../pve/objects";
import { type Seen, seen } from "../../pve/reconcile";
import { type PveClient, absentIf } from "../../pve/wire";

/** What a scope may name: by the parameter of a profile that it becomes. */
export interface Scopes {
  readonly pool: Seen;
  readonly storage: Seen;
  readonly bridge: Seen;
}

/** What a cluster tells of itself. */
export interface Facts extends Names {
  /** Such as `9.2.1`. */
  readonly version: string;
  readonly scopes: Scopes;
}

interface Names {
  /** The node that has answered; undefined where the login may not see which of several it is. */
  readonly node: string | undefined;
  readonly nodes: readonly string[];
  /** Undefined for a node that is in no cluster, or where the login may not see it. */
  readonly cluster: string | undefined;
}

/** Asks the cluster. Nothing is changed. */
export async function factsOf(client: PveClient): Promise<Facts> {
  // First, because it says best that this is no PVE.
  const { text: version } = await fetchVersion(client);
  const names = await namesOf(client);
  const permissions = await permissionsOf(client);
  return { version, ...names, scopes: await scopesOf(client, permissions) };
}

/** An item of `GET /cluster/status`. */
interface StatusItem {
  readonly type?: unknown;
  readonly name?: unknown;
  readonly local?: unknown;
}

/** `GET /cluster/status` takes Sys.Audit on `/`; `GET /nodes` shows the nodes to everybody. */
async function namesOf(client: PveClient): Promise<Names> {
  const nodes = textsOf(await client.get<readonly { readonly node?: unknown }[] | null>("/nodes"), "node");
  const status = await absentIf("forbidden", client.get<readonly StatusItem[] | null>("/cluster/status"));
  const local = (status ?? []).filter(({ type, local }) => type === "node" && Number(local) === 1);
  const cluster = (status ?? []).filter(({ type }) => type === "cluster");
  const [only] = nodes.length === 1 ? nodes : [];
  return { node: textsOf(local, "name")[0] ?? only, nodes, cluster: textsOf(cluster, "name")[0] };
}

async function scopesOf(client: PveClient, permissions: Permissions): Promise<Scopes> {
  const look = { client, permissions };
  const [pool, storage, bridge] = await Promise.all([
    seen(look, "pool"),
    seen(look, "storage"),
    seen(look, "bridge"),
  ]);
  return { pool, storage, bridge };
}

function textsOf<K extends string>(
  items: readonly { readonly [Key in K]?: unknown }[] | null,
  key: K,
): readonly string[] {
  const texts = (items ?? []).map((item) => item[key]);
  return texts.filter((text) => typeof text === "string").sort();
}
