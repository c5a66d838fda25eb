/** What profiles are made of: their shape, and the privileges and limits that several of them share. */
import type { PrivilegeName } from "./known-names";
import type { PveRelease } from "./release";

/** Privileges on a path. */
export interface GrantTemplate {
  /** ACL paths, each perhaps with one parameter in it: `/pool/{pool}`. Those count whose parameter is given. */
  readonly paths: readonly string[];
  /**
   * Where it goes when its parameter is not given but another one is; without any parameter it goes to `/`. A grant
   * that has no root stays on its paths.
   */
  readonly root?: string;
  /** The first release that needs it. Left out: all. */
  readonly since?: PveRelease;
  /** The first release that does not need it any more. */
  readonly until?: PveRelease;
  /** `false` when only the path itself is checked. Left out: propagates. */
  readonly propagate?: boolean;
  readonly privileges: readonly PrivilegeName[];
}

/** What a token is for, and what it needs for that. */
export interface Profile {
  /** What it can do, and what it deliberately cannot. */
  readonly description: string;
  /** Where the list comes from. */
  readonly source: string;
  readonly grants: readonly GrantTemplate[];
  /** What no privilege can give: only a login as root@pam can do it. */
  readonly rootOnly: readonly string[];
}

export const V8_0: PveRelease = { major: 8, minor: 0 };
export const V8_2: PveRelease = { major: 8, minor: 2 };
export const V9_0: PveRelease = { major: 9, minor: 0 };

const NETWORKS = ["/sdn/zones/localnetwork/{bridge}", "/sdn/zones/{zone}", "/sdn/zones/{vnet}"];

type When = Pick<GrantTemplate, "since" | "until">;

/** On the VMs and containers of a pool, else on all. */
export function onVms(privileges: readonly PrivilegeName[], when: When = {}): GrantTemplate {
  return { paths: ["/pool/{pool}"], root: "/vms", privileges, ...when };
}

/** On a pool itself. */
export function onPool(privileges: readonly PrivilegeName[], when: When = {}): GrantTemplate {
  return { paths: ["/pool/{pool}"], root: "/pool", privileges, ...when };
}

/** On a storage. */
export function onStorage(privileges: readonly PrivilegeName[], when: When = {}): GrantTemplate {
  return { paths: ["/storage/{storage}"], root: "/storage", privileges, ...when };
}

/** On a network: a bridge of the nodes (`vmbr0`), all VNets of a zone, one VNet (`zone/vnet`), or a VLAN of one (`vmbr0/20`). */
export function onNetwork(privileges: readonly PrivilegeName[], when: When = {}): GrantTemplate {
  return { paths: NETWORKS, root: "/sdn/zones", privileges, ...when };
}

/** On a node. */
export function onNode(privileges: readonly PrivilegeName[], when: When = {}): GrantTemplate {
  return { paths: ["/nodes/{node}"], root: "/nodes", privileges, ...when };
}

/** On one path and nothing below it. */
export function onlyOn(path: string, privileges: readonly PrivilegeName[], when: When = {}): GrantTemplate {
  return { paths: [path], privileges, propagate: false, ...when };
}

/** All of VM.Config.*. */
export const CONFIGURE_VM: readonly PrivilegeName[] = [
  "VM.Config.CDROM",
  "VM.Config.CPU",
  "VM.Config.Cloudinit",
  "VM.Config.Disk",
  "VM.Config.HWType",
  "VM.Config.Memory",
  "VM.Config.Network",
  "VM.Config.Options",
];

/** Make, change, clone, start and delete VMs. */
export const MANAGE_VM: readonly PrivilegeName[] = [
  "VM.Allocate",
  "VM.Audit",
  "VM.Clone",
  "VM.PowerMgmt",
  ...CONFIGURE_VM,
];

/** Reading a VM's addresses through the guest agent. Until 9.0 this right could also run programs in the guest. */
export const READ_AGENT: readonly GrantTemplate[] = [
  onVms(["VM.Monitor"], { until: V9_0 }),
  onVms(["VM.GuestAgent.Audit"], { since: V9_0 }),
];

/** A network card: nothing asked for a right before 8.0. */
export const USE_NETWORK: GrantTemplate = onNetwork(["SDN.Use"], { since: V8_0 });

/** A node that downloads from a URL: one right since 8.2, before it a pair on `/` (`download-url`). */
export const DOWNLOAD: readonly GrantTemplate[] = [
  onNode(["Sys.AccessNetwork"], { since: V8_2 }),
  onlyOn("/", ["Sys.Audit", "Sys.Modify"], { until: V8_2 }),
];

/** What VM management meets sooner or later. */
export const VM_ROOT_ONLY: readonly string[] = [
  "the VM options args, hookscript, lock, affinity, arch and vmgenid",
  "PCI and USB devices by address (a mapped device needs Mapping.Use)",
  "a serial port that is a device of the node",
  "romfile of a PCI device",
  "disks and images by a path outside every storage",
];

/** What container management meets sooner or later. */
export const CONTAINER_ROOT_ONLY: readonly string[] = [
  "the container options hookscript and dev (devices of the node)",
  "features of a container but nesting, and of a privileged one that too",
  "mount points of a container by a path of the node",
];

/** For workspaces with cloud-init files of their own. */
export const SNIPPETS_ROOT_ONLY = "snippets: the API takes none, they are copied by SSH";
