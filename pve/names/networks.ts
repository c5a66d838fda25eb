import { aclPathFault } from "./acl-path";
import { quote } from "./words";

/** The bridges of the nodes themselves stand below this zone of PVE's permission tree, which always exists. */
export const LOCAL_NETWORK = "localnetwork";

/** What is wrong with an SDN zone as a parameter. */
export function zoneFault(zone: string): string | undefined {
  if (zone.includes("/")) return `${quote(zone)} is no zone; for one VNet of it give vnet`;
  return aclPathFault(`/sdn/zones/${zone}`);
}

/** What is wrong with an SDN VNet as a parameter: PVE's paths name it below its zone. */
export function vnetFault(vnet: string): string | undefined {
  const [zone = "", name = ""] = vnet.split("/");
  if (zone === LOCAL_NETWORK) return `${quote(vnet)} is a bridge of the nodes; give it as bridge`;
  if (zone === "" || name === "") return `${quote(vnet)} is no VNet with its zone; write it as zone/vnet`;
  return aclPathFault(`/sdn/zones/${vnet}`);
}
