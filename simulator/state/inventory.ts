/** What a cluster consists of besides users and rights: enough for the checks of names. */

export interface StorageItem {
  readonly storage: string;
  /** `dir`, `lvmthin`, `nfs`, … */
  readonly type: string;
  /** Comma-separated: `images,iso,…` */
  readonly content: string;
  readonly shared?: boolean;
  /** Node names; all nodes when left out. */
  readonly nodes?: readonly string[];
}

export interface NetworkItem {
  readonly iface: string;
  /** `bridge`, `eth`, `bond`, `vlan`, `OVSBridge`, … */
  readonly type: string;
  readonly node?: string;
  /** IPv4 address and gateway, as configured. */
  readonly address?: string;
  readonly gateway?: string;
  /** The same for IPv6. */
  readonly address6?: string;
  readonly gateway6?: string;
}

export interface PoolItem {
  readonly poolid: string;
  readonly comment?: string;
  readonly vms?: readonly number[];
  readonly storage?: readonly string[];
}

export interface ZoneItem {
  readonly zone: string;
  readonly type: string;
}

export interface VnetItem {
  readonly vnet: string;
  readonly zone: string;
  readonly tag?: number;
}

export interface MappingItem {
  readonly type: "pci" | "usb" | "dir";
  readonly id: string;
}

export interface GuestItem {
  readonly vmid: number;
  readonly name: string;
  readonly node?: string;
  readonly template?: boolean;
}

export interface Inventory {
  /** Node names; the first one is the node that answers. */
  readonly nodes: readonly string[];
  /** Undefined for a node that is not in a cluster. */
  readonly clusterName?: string;
  readonly storages: readonly StorageItem[];
  readonly networks: readonly NetworkItem[];
  readonly pools: readonly PoolItem[];
  readonly zones: readonly ZoneItem[];
  readonly vnets: readonly VnetItem[];
  readonly mappings: readonly MappingItem[];
  readonly guests: readonly GuestItem[];
}

/** What a fresh installation has. */
export const FRESH: Omit<Inventory, "nodes" | "clusterName"> = {
  storages: [
    { storage: "local", type: "dir", content: "backup,iso,vztmpl" },
    { storage: "local-lvm", type: "lvmthin", content: "images,rootdir" },
  ],
  networks: [
    { iface: "eno1", type: "eth" },
    { iface: "vmbr0", type: "bridge" },
  ],
  pools: [],
  zones: [],
  vnets: [],
  mappings: [],
  guests: [],
};

/** The name of the node that answers. */
export function localNode(inventory: Inventory): string {
  return inventory.nodes[0] ?? "pve";
}
