/** Purposes that a workspace has beside its VMs: profiles to name beside `opentofu-vm`. */
import type { ProfileName } from "./known-names";
import { type Profile, CONTAINER_ROOT_ONLY, USE_NETWORK, onStorage, onVms, onlyOn } from "./profile-parts";

export const PURPOSE_PROFILES = {
  ha: {
    description:
      "High availability, beside opentofu-vm: HA resources, groups (until 8) and rules (since 9), and ha-managed when a VM is made.",
    source: "the permission rules of pve-ha-manager, and the checks of qemu-server and pve-container",
    grants: [onlyOn("/", ["Sys.Audit", "Sys.Console"])],
    rootOnly: ["the maintenance mode of a node: a command on the node itself"],
  },
  "boot-order": {
    description:
      "The boot order of VMs, beside opentofu-vm: their option startup. Sys.Modify on / can do much more, such as change datacenter options and backup jobs.",
    source: "the checks of qemu-server",
    grants: [onVms(["VM.Audit", "VM.Config.Options"]), onlyOn("/", ["Sys.Modify"])],
    rootOnly: [],
  },
  migration: {
    description:
      "Moving VMs and containers to other nodes, with their local disks, beside opentofu-vm. Into another cluster it takes Sys.Incoming there: add it.",
    source: "the permission rules and checks of qemu-server and pve-container",
    grants: [onVms(["VM.Audit", "VM.Migrate"]), onStorage(["Datastore.AllocateSpace"])],
    rootOnly: ["the migration options force, migration_type and migration_network"],
  },
  snapshots: {
    description:
      "Snapshots of VMs and containers, beside opentofu-vm: make, change, delete them and roll back.",
    source: "the permission rules of qemu-server and pve-container",
    grants: [onVms(["VM.Audit", "VM.Snapshot", "VM.Snapshot.Rollback"])],
    rootOnly: [],
  },
  containers: {
    description:
      "Containers (LXC): make, clone, configure, start and delete them. Their templates are read; image-download has what downloads them.",
    source: "the permission rules and checks of pve-container and pve-guest-common",
    grants: [
      onVms([
        "VM.Allocate",
        "VM.Audit",
        "VM.Clone",
        "VM.Config.CPU",
        "VM.Config.Disk",
        "VM.Config.Memory",
        "VM.Config.Network",
        "VM.Config.Options",
        "VM.PowerMgmt",
      ]),
      onStorage(["Datastore.AllocateSpace", "Datastore.Audit"]),
      USE_NETWORK,
    ],
    rootOnly: CONTAINER_ROOT_ONLY,
  },
  backup: {
    description:
      "Backups of VMs and containers on demand. A job of the datacenter takes Sys.Audit and Sys.Modify, and Datastore.Allocate since 8; prune-backups takes Datastore.Allocate, and a restore SDN.Use since 8: add them.",
    source: "the permission rules and checks of pve-manager (vzdump) and pve-storage",
    grants: [onVms(["VM.Audit", "VM.Backup"]), onStorage(["Datastore.AllocateSpace", "Datastore.Audit"])],
    rootOnly: [
      "the backup options dumpdir, tmpdir, script and job-id; until 7.2 bwlimit, ionice and prune-backups too",
    ],
  },
} as const satisfies Readonly<Partial<Record<ProfileName, Profile>>>;
