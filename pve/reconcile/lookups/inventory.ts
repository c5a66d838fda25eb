import { nearest } from "../../names";
import { type Permissions, privilegesOn } from "../../objects";
import { PveApiError, type PveClient, apiPath, foreignText } from "../../wire";

/** What a cluster has of one kind, as far as the caller may see it. */
export interface Seen {
  readonly names: readonly string[];
  /** Whether what is on this path would be among them: PVE leaves out of its lists what the caller has no right to. */
  readonly shows: (path: string) => boolean;
}

/** ` Did you mean lab?`, or nothing when nothing that is there comes near. */
export function hint(name: string, there: readonly string[]): string {
  const near = nearest(name, there);
  return near === undefined ? "" : ` Did you mean ${foreignText(near)}?`;
}

/** The kinds of things that ACL paths name. */
export type Kind =
  | "pool"
  | "storage"
  | "node"
  | "bridge"
  | "zone"
  | "vnet"
  | "PCI mapping"
  | "USB mapping"
  | "directory mapping"
  | "group"
  | "realm";

/** Who looks, and what the login may do. */
export interface Look {
  readonly client: PveClient;
  readonly permissions: Permissions;
}

/** Lists what there is of a kind. */
export function seen(look: Look, kind: Kind): Promise<Seen> {
  return LISTS[kind](look);
}

const LISTS: Readonly<Record<Kind, (look: Look) => Promise<Seen>>> = {
  pool: (look) => listed(look, "/pools", "poolid", ["Pool.Audit"]),
  storage: (look) => listed(look, "/storage", "storage", ["Datastore.Audit"]),
  // Nodes are shown to everybody.
  node: (look) => listed(look, "/nodes", "node"),
  bridge: bridges,
  zone: (look) => listed(look, "/cluster/sdn/zones", "zone", ["SDN.Audit"]),
  vnet: (look) => listed(look, "/cluster/sdn/vnets", "vnet", ["SDN.Audit"]),
  "PCI mapping": (look) => mappings(look, "pci"),
  "USB mapping": (look) => mappings(look, "usb"),
  "directory mapping": (look) => mappings(look, "dir"),
  group: (look) => listed(look, "/access/groups", "groupid", ["Sys.Audit", "User.Modify", "Group.Allocate"]),
  // Realms are shown to everybody.
  realm: (look) => listed(look, "/access/domains", "realm"),
};

const HIDDEN: Seen = { names: [], shows: () => false };

/** @param audit the rights of which each shows what is on a path; left out, all is shown */
async function listed(look: Look, path: string, key: string, audit?: readonly string[]): Promise<Seen> {
  try {
    const answer = await look.client.get<readonly Readonly<Record<string, unknown>>[] | null>(path);
    const names = (answer ?? []).flatMap((item) => (typeof item[key] === "string" ? [item[key]] : []));
    return { names, shows: (at) => audit === undefined || mayAudit(look, at, audit) };
  } catch (error) {
    // Forbidden, or not there at all: PVE 7 without its SDN package.
    if (error instanceof PveApiError) return HIDDEN;
    throw error;
  }
}

/** `GET /cluster/mapping/{type}`: devices and directories of the nodes, since 8.0 and 8.4. */
function mappings(look: Look, type: string): Promise<Seen> {
  return listed(look, `/cluster/mapping/${type}`, "id", ["Mapping.Audit", "Mapping.Use", "Mapping.Modify"]);
}

/** `GET /cluster/sdn/vnets`: the zone of each VNet, as far as the caller may see it. */
export async function vnetsByName({ client }: Look): Promise<ReadonlyMap<string, string>> {
  try {
    const answer = await client.get<readonly { vnet?: unknown; zone?: unknown }[] | null>(
      "/cluster/sdn/vnets",
    );
    return new Map(
      (answer ?? []).flatMap(({ vnet, zone }) =>
        typeof vnet === "string" && typeof zone === "string" ? [[vnet, zone] as const] : [],
      ),
    );
  } catch (error) {
    if (error instanceof PveApiError) return new Map();
    throw error;
  }
}

/** `GET /nodes/{node}/network`: the bridges of all nodes. A node that is down hides its own. */
async function bridges(look: Look): Promise<Seen> {
  const nodes = await LISTS.node(look);
  const found = await Promise.all(nodes.names.map((node) => bridgesOf(look, node)));
  return {
    names: [...new Set(found.flatMap((names) => names ?? []))],
    shows: (at) => !found.includes(undefined) && mayAudit(look, at, ["SDN.Audit"]),
  };
}

async function bridgesOf({ client }: Look, node: string): Promise<readonly string[] | undefined> {
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

function mayAudit({ permissions }: Look, path: string, privileges: readonly string[]): boolean {
  const held = privilegesOn(permissions, path);
  return privileges.some((privilege) => held.has(privilege));
}
