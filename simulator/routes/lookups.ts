/** Lists of what rights can be given on: pools, storages, networks, zones. What a caller may not see is left out. */
import type { Caller } from "../access/caller";
import { die } from "../failure";
import { localNode } from "../state/inventory";
import type { MappingItem, NetworkItem, StorageItem } from "../state/inventory";
import { splitList, truthy } from "../perl";
import { aclNode } from "../state/user-config";
import { callerOf } from "./call";
import type { Call, Handlers } from "./call";
import { requireNode } from "./nodes";

export const lookups: Handlers = {
  "GET /pools": listPools,
  "GET /storage": listStorages,
  "GET /nodes/{node}/storage": listNodeStorages,
  "GET /nodes/{node}/network": listNetworks,
  "GET /cluster/sdn/zones": listZones,
  "GET /cluster/sdn/vnets": listVnets,
  "GET /cluster/mapping/dir": (call) => listMappings(call, "dir"),
  "GET /cluster/mapping/pci": (call) => listMappings(call, "pci"),
  "GET /cluster/mapping/usb": (call) => listMappings(call, "usb"),
  "GET /cluster/resources": listResources,
};

const SDN = ["SDN.Audit", "SDN.Allocate"];
const MAPPING = ["Mapping.Modify", "Mapping.Use", "Mapping.Audit"];
const DATASTORE = ["Datastore.Audit", "Datastore.AllocateSpace"];

function listPools(call: Call): unknown {
  const caller = callerOf(call);
  const { poolid } = call.parameters;
  if (poolid !== undefined) {
    caller.requireAll(`/pool/${poolid}`, ["Pool.Audit"]);
    if (!caller.config.pools.has(poolid)) die(`pool '${poolid}' does not exist`);
  }
  return [...caller.config.pools]
    .filter(([name]) => poolid === undefined || name === poolid)
    .filter(([name]) => caller.hasAny(`/pool/${name}`, ["Pool.Audit"]))
    .map(([name, { comment, vms, storage }]) => ({
      poolid: name,
      ...(comment === undefined ? {} : { comment }),
      ...(poolid === undefined ? {} : { members: membersOf(call, [...vms], [...storage]) }),
    }));
}

function membersOf(call: Call, vms: readonly number[], storages: readonly string[]): object[] {
  const node = localNode(call.cluster.inventory);
  const guests = vms.map((vmid) => ({ id: `qemu/${vmid}`, type: "qemu", vmid, node }));
  return [
    ...guests,
    ...storages.map((storage) => ({ id: `storage/${node}/${storage}`, type: "storage", storage, node })),
  ];
}

function visibleStorages(call: Call): StorageItem[] {
  const caller = callerOf(call);
  return call.cluster.inventory.storages.filter(({ storage }) =>
    caller.hasAny(`/storage/${storage}`, DATASTORE),
  );
}

function listStorages(call: Call): unknown {
  const { type } = call.parameters;
  return visibleStorages(call)
    .filter((item) => type === undefined || item.type === type)
    .map(({ nodes, shared, ...item }) => ({
      ...item,
      ...(nodes === undefined ? {} : { nodes: nodes.join(",") }),
      ...(shared === true ? { shared: 1 } : {}),
    }));
}

function listNodeStorages(call: Call): unknown {
  const node = requireNode(call);
  const { storage, content } = call.parameters;
  const wanted = splitList(content);
  return visibleStorages(call)
    .filter(({ nodes }) => nodes?.includes(node) ?? true)
    .filter((item) => storage === undefined || item.storage === storage)
    .filter((item) => wanted.length === 0 || wanted.some((kind) => splitList(item.content).includes(kind)))
    .map(({ storage: name, type, content: kinds, shared }) => ({
      storage: name,
      type,
      content: kinds,
      shared: shared === true ? 1 : 0,
      ...{
        active: 1,
        enabled: 1,
        total: 107374182400,
        used: 10737418240,
        avail: 96636764160,
        used_fraction: 0.1,
      },
    }));
}

/** Bridges need a right on `/sdn/zones/localnetwork/<bridge>`, or on one of its VLANs (8.0). */
function listNetworks(call: Call): unknown {
  const node = requireNode(call);
  const caller = callerOf(call);
  const { type } = call.parameters;
  const isVisible = ({ iface, type: kind }: NetworkItem): boolean =>
    call.cluster.release.major === 7 || !kind.toLowerCase().endsWith("bridge") || seesBridge(caller, iface);
  return call.cluster.inventory.networks
    .filter((item) => item.node === undefined || item.node === node)
    .filter((item) => type === undefined || isOfType(item, type))
    .filter(isVisible)
    .map(({ node: _, ...item }) => ({
      ...item,
      active: 1,
      autostart: 1,
      method: item.address === undefined ? "manual" : "static",
      method6: item.address6 === undefined ? "manual" : "static",
    }));
}

function seesBridge(caller: Caller, bridge: string): boolean {
  const path = `/sdn/zones/localnetwork/${bridge}`;
  const vlans = [...aclNode(caller.config.acl, path).children.keys()].map((tag) => `${path}/${tag}`);
  return [path, ...vlans].some((place) => caller.hasAny(place, ["SDN.Audit", "SDN.Use"]));
}

function isOfType({ type }: NetworkItem, wanted: string): boolean {
  if (wanted === "any_bridge" || wanted === "any_local_bridge")
    return type === "bridge" || type === "OVSBridge";
  return wanted === "include_sdn" || type === wanted;
}

function listZones(call: Call): unknown {
  const caller = callerOf(call);
  const { type } = call.parameters;
  return call.cluster.inventory.zones
    .filter((item) => type === undefined || item.type === type)
    .filter(({ zone }) => caller.hasAny(`/sdn/zones/${zone}`, SDN));
}

function listVnets(call: Call): unknown {
  const caller = callerOf(call);
  return call.cluster.inventory.vnets
    .filter(({ vnet, zone }) => caller.hasAny(`/sdn/zones/${zone}/${vnet}`, SDN))
    .map((item) => ({ ...item, type: "vnet" }));
}

function listMappings(call: Call, type: MappingItem["type"]): unknown {
  const caller = callerOf(call);
  const { "check-node": node } = call.parameters;
  const local = localNode(call.cluster.inventory);
  if (node !== undefined && node !== "localhost" && node !== local)
    die(`wrong node to check - ${node} != ${local}`);
  return call.cluster.inventory.mappings
    .filter((item) => item.type === type)
    .filter(({ id }) => caller.hasAny(`/mapping/${type}/${id}`, MAPPING))
    .map(({ id }) => ({ id, type, map: [], ...(node === undefined ? {} : { checks: [] }) }));
}

function listResources(call: Call): unknown {
  const caller = callerOf(call);
  const { inventory } = call.cluster;
  const node = localNode(inventory);
  const guests = inventory.guests
    .filter(({ vmid }) => caller.hasAny(`/vms/${vmid}`, ["VM.Audit"]))
    .map((item) => ({
      ...item,
      id: `qemu/${item.vmid}`,
      type: "qemu",
      node: item.node ?? node,
      template: item.template === true ? 1 : 0,
    }));
  const audited = inventory.storages.filter(({ storage }) =>
    caller.hasAny(`/storage/${storage}`, ["Datastore.Audit"]),
  );
  const storages = audited.map(({ storage, content, type }) => ({
    ...{ id: `storage/${node}/${storage}`, type: "storage", node, storage, content, plugintype: type },
    status: "available",
  }));
  const hosts = inventory.nodes.map((name) => ({
    id: `node/${name}`,
    type: "node",
    node: name,
    status: "online",
  }));
  const zones = inventory.zones
    .filter(({ zone }) => caller.hasAny(`/sdn/zones/${zone}`, ["SDN.Audit"]))
    .map(({ zone }) => ({ id: `sdn/${node}/${zone}`, type: "sdn", node, sdn: zone, status: "ok" }));
  const kinds: Readonly<Record<string, object[]>> = {
    vm: guests,
    storage: storages,
    node: hosts,
    sdn: zones,
  };
  const { type } = call.parameters;
  return truthy(type) ? (kinds[type ?? ""] ?? []) : Object.values(kinds).flat();
}
