/** What guests are asked about beside their lists: their options, and HA. Enough for the rights that PVE asks for on `/`. */
import { die } from "../failure";
import { localNode } from "../state/inventory";
import type { GuestItem } from "../state/inventory";
import { callerOf, required } from "./call";
import type { Call, Handlers } from "./call";
import { requireNode } from "./nodes";

export const guests: Handlers = {
  "GET /cluster/ha/resources": listResources,
  "POST /cluster/ha/resources": createResource,
  "PUT /nodes/{node}/qemu/{vmid}/config": updateConfig,
};

function requireGuest(call: Call, vmid: string): GuestItem {
  const { inventory } = call.cluster;
  const guest = inventory.guests.find((item) => String(item.vmid) === vmid);
  const file = `nodes/${localNode(inventory)}/qemu-server/${vmid}.conf`;
  return guest ?? die(`Configuration file '${file}' does not exist`);
}

function listResources({ cluster }: Call): unknown {
  return [...cluster.haResources].map((sid) => ({ sid, type: "vm", state: "started" }));
}

function createResource(call: Call): undefined {
  const [, vmid = ""] = /^(?:vm:)?(\d+)$/.exec(required(call, "sid")) ?? [];
  const { vmid: known } = requireGuest(call, vmid);
  const sid = `vm:${String(known)}`;
  if (call.cluster.haResources.has(sid)) die(`create resource failed: resource ID '${sid}' already defined`);
  call.cluster.haResources.add(sid);
}

/** `net0` asks for the bridge or VNet that it is on, since 8.0: for its VLAN, or for all of it. A VNet is below its zone. */
function requireNetwork(call: Call, net: string): void {
  if (call.cluster.release.major === 7) return;
  const [, bridge = ""] = /(?:^|,)bridge=([^,]+)/.exec(net) ?? [];
  const [, tag] = /(?:^|,)tag=(\d+)/.exec(net) ?? [];
  const vnet = call.cluster.inventory.vnets.find((item) => item.vnet === bridge);
  const path = `/sdn/zones/${vnet?.zone ?? "localnetwork"}/${bridge}`;
  const caller = callerOf(call);
  if (tag !== undefined && caller.hasAny(`${path}/${tag}`, ["SDN.Use"])) return;
  caller.requireAll(path, ["SDN.Use"]);
}

/** `startup` changes what the host does, so it asks for more than the VM's own options. */
function updateConfig(call: Call): undefined {
  requireNode(call);
  const { vmid } = requireGuest(call, required(call, "vmid"));
  const { startup, name, description, onboot, net0 } = call.parameters;
  const options = [startup, name, description, onboot].some((value) => value !== undefined);
  if (!options && net0 === undefined) die("no options specified");
  const caller = callerOf(call);
  if (caller.identity === "root@pam") return;
  if (options) caller.requireAll(`/vms/${String(vmid)}`, ["VM.Config.Options"]);
  if (startup !== undefined) caller.requireAll("/", ["Sys.Modify"]);
  if (net0 === undefined) return;
  caller.requireAll(`/vms/${String(vmid)}`, ["VM.Config.Network"]);
  requireNetwork(call, net0);
}
