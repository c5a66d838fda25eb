import { LOCAL_NETWORK } from "../../names";
import { foreignText } from "../../wire";
import { type Look, seen, vnetsByName } from "./inventory";

/** A network as a path names it. */
export interface Network {
  readonly zone: string;
  /** Of a bridge or a VNet. */
  readonly name: string;
  /** A VLAN of it. */
  readonly tag?: string | undefined;
}

/**
 * Says where a network is that is not where a path has it: PVE asks for rights on a VNet below its own zone only, and on a bridge
 * below `localnetwork`, and takes any other path without a word. No bridge has the name of a VNet.
 * @returns the rest of a sentence, or undefined when it is there, or nowhere
 */
export async function elsewhere(look: Look, { zone, name, tag }: Network): Promise<string | undefined> {
  const vnets = await vnetsByName(look);
  const own = vnets.get(name);
  const below = (place: string) => foreignText([place, name, ...(tag === undefined ? [] : [tag])].join("/"));
  if (own !== undefined && own !== zone) {
    const what =
      zone === LOCAL_NETWORK
        ? `${name} is no bridge but a VNet of zone ${foreignText(own)}`
        : `VNet ${name} is of zone ${foreignText(own)}, not ${zone}`;
    return `${what}. Write /sdn/zones/${below(own)}, or as parameter vnet: "${below(own)}".`;
  }
  if (own !== undefined || zone === LOCAL_NETWORK) return undefined;
  const bridges = await seen(look, "bridge");
  if (!bridges.names.includes(name)) return undefined;
  const bridge = tag === undefined ? name : `${name}/${tag}`;
  return `${name} is no VNet but a bridge of the nodes. Write /sdn/zones/${below(LOCAL_NETWORK)}, or as parameter bridge: "${bridge}".`;
}
