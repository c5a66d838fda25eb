import { isIP } from "node:net";
import { PveApiError, type PveClient, apiPath } from "../../pve/wire";

/** A node of a cluster, as SSH reaches it. */
export interface NodeAddress {
  readonly name: string;
  /** An IP address, or the node's name where PVE tells none. */
  readonly host: string;
}

/**
 * `GET /nodes` and `GET /nodes/{node}/network`, which every login may call: all nodes of a cluster by name, with the addresses at which
 * the provider bpg/proxmox reaches them: of the first interface with a gateway, IPv4 before IPv6, else the first IPv4 address, else
 * the node's name ("Node IP address used for SSH connection" in the provider's documentation). Since 8.0 a bridge is left out of what a
 * login sees that has no right to it.
 */
export async function nodesOf(client: PveClient): Promise<readonly NodeAddress[]> {
  const answer = await client.get<readonly { readonly node?: unknown }[] | null>("/nodes");
  const names = (answer ?? []).flatMap(({ node }) => (typeof node === "string" ? [node] : []));
  return Promise.all(
    [...new Set(names)].sort().map(async (name) => {
      return { name, host: addressOf(await interfacesOf(client, name)) ?? name };
    }),
  );
}

interface Interface {
  readonly address?: unknown;
  readonly gateway?: unknown;
  readonly address6?: unknown;
  readonly gateway6?: unknown;
}

/** A node that is down does not tell. */
async function interfacesOf(client: PveClient, node: string): Promise<readonly Interface[]> {
  try {
    return (await client.get<readonly Interface[] | null>(apiPath`/nodes/${node}/network`)) ?? [];
  } catch (error) {
    if (error instanceof PveApiError) return [];
    throw error;
  }
}

function addressOf(interfaces: readonly Interface[]): string | undefined {
  const addresses = [
    ...interfaces.filter(({ gateway }) => gateway !== undefined).map(({ address }) => address),
    ...interfaces.filter(({ gateway6 }) => gateway6 !== undefined).map(({ address6 }) => address6),
    ...interfaces.map(({ address }) => address),
  ];
  const hosts = addresses.map((address) => String(address).replace(/\/\d+$/, ""));
  return hosts.find((host) => isIP(host) !== 0);
}
