import { type PveClient, apiPath } from "../wire/client";
import { PveApiError } from "../wire/errors";
import { effectivePrivileges } from "../proof/permissions";

/** What a cluster has of one kind, as far as the caller may see it. */
export interface Seen {
  readonly names: readonly string[];
  /** Whether nothing can be hidden: PVE leaves out of its lists what the caller has no right to. */
  readonly complete: boolean;
}

/** The kinds of things that ACL paths name. */
export type Kind = "pool" | "storage" | "node" | "bridge" | "zone" | "vnet";

/** Lists what there is of a kind. */
export function seen(client: PveClient, kind: Kind): Promise<Seen> {
  return LISTS[kind](client);
}

const LISTS: Readonly<Record<Kind, (client: PveClient) => Promise<Seen>>> = {
  pool: (client) => listed(client, "/pools", "poolid", ["/pool", "Pool.Audit"]),
  storage: (client) => listed(client, "/storage", "storage", ["/storage", "Datastore.Audit"]),
  // Nodes are shown to everybody.
  node: (client) => listed(client, "/nodes", "node"),
  bridge: bridges,
  zone: (client) => listed(client, "/cluster/sdn/zones", "zone", ["/sdn/zones", "SDN.Audit"]),
  vnet: (client) => listed(client, "/cluster/sdn/vnets", "vnet", ["/sdn/zones", "SDN.Audit"]),
};

/** The right that shows everything in a list, and on which path. */
type Audit = readonly [path: string, privilege: string];

const HIDDEN: Seen = { names: [], complete: false };

async function listed(client: PveClient, path: string, key: string, audit?: Audit): Promise<Seen> {
  try {
    const answer = await client.get<readonly Readonly<Record<string, unknown>>[] | null>(path);
    const names = (answer ?? []).flatMap((item) => (typeof item[key] === "string" ? [item[key]] : []));
    return { names, complete: audit === undefined || (await mayAudit(client, audit)) };
  } catch (error) {
    // Forbidden, or not there at all: PVE 7 without its SDN package.
    if (error instanceof PveApiError) return HIDDEN;
    throw error;
  }
}

/** `GET /nodes/{node}/network`: the bridges of all nodes. A node that is down hides its own. */
async function bridges(client: PveClient): Promise<Seen> {
  const nodes = await LISTS.node(client);
  const names = new Set<string>();
  let complete = await mayAudit(client, ["/sdn/zones", "SDN.Audit"]);
  for (const node of nodes.names) {
    const found = await bridgesOf(client, node);
    if (found === undefined) complete = false;
    for (const name of found ?? []) names.add(name);
  }
  return { names: [...names], complete };
}

async function bridgesOf(client: PveClient, node: string): Promise<readonly string[] | undefined> {
  try {
    const path = apiPath`/nodes/${node}/network`;
    const answer = await client.get<readonly { iface?: unknown; type?: unknown }[] | null>(path);
    return (answer ?? []).flatMap(({ iface, type }) =>
      /bridge$/i.test(String(type)) && typeof iface === "string" ? [iface] : [],
    );
  } catch (error) {
    if (error instanceof PveApiError) return undefined;
    throw error;
  }
}

async function mayAudit(client: PveClient, [path, privilege]: Audit): Promise<boolean> {
  return (await effectivePrivileges(client, path)).get(privilege) === true;
}
