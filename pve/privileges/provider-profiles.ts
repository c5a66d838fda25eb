/** What other tools say that they need. */
import type { PrivilegeName, ProfileName } from "./known-names";
import { placesOf } from "./privilege-places";
import {
  type GrantTemplate,
  type Profile,
  CONTAINER_ROOT_ONLY,
  MANAGE_VM,
  SNIPPETS_ROOT_ONLY,
  USE_NETWORK,
  V8_0,
  V9_0,
  VM_ROOT_ONLY,
  onNetwork,
  onNode,
  onStorage,
  onVms,
  onlyOn,
} from "./profile-parts";
import { knownPrivileges } from "./table";

/** The built-in role PVEVMAdmin, which 9.0 changed. */
const PVE_VM_ADMIN: readonly GrantTemplate[] = [
  onVms([...MANAGE_VM, "VM.Backup", "VM.Console", "VM.Migrate", "VM.Snapshot", "VM.Snapshot.Rollback"]),
  onVms(["VM.Monitor"], { until: V9_0 }),
  onVms(
    [
      "VM.GuestAgent.Audit",
      "VM.GuestAgent.FileRead",
      "VM.GuestAgent.FileSystemMgmt",
      "VM.GuestAgent.FileWrite",
      "VM.GuestAgent.Unrestricted",
      "VM.Replicate",
    ],
    { since: V9_0 },
  ),
];

/** The example role of bpg's documentation until it was written for 9. */
const BPG_UNTIL_9: readonly PrivilegeName[] = [
  ...MANAGE_VM,
  "Datastore.Allocate",
  "Datastore.AllocateSpace",
  "Datastore.AllocateTemplate",
  "Datastore.Audit",
  "Pool.Allocate",
  "Sys.Audit",
  "Sys.Console",
  "Sys.Modify",
  "User.Modify",
  "VM.Migrate",
  "VM.Monitor",
];

export const PROVIDER_PROFILES = {
  "cluster-api": {
    description:
      "cluster-api-provider-proxmox (CAPMOX): VMs of Kubernetes clusters, cloned from templates. Confine it to the pool of its VMs and that of its templates, and to the storages of disks and ISO files.",
    source:
      "documentation of cluster-api-provider-proxmox (Proxmox RBAC with least privileges) for PVE 8 and 9",
    grants: [
      ...PVE_VM_ADMIN,
      onStorage([
        "Datastore.Allocate",
        "Datastore.AllocateSpace",
        "Datastore.AllocateTemplate",
        "Datastore.Audit",
      ]),
      onNetwork(["SDN.Audit"]),
      USE_NETWORK,
      onNode(["Sys.Audit"]),
      onlyOn("/", ["Sys.Audit"]),
    ],
    rootOnly: [],
  },
  "bpg-full": {
    description:
      "Everything that the documentation of bpg/proxmox lists: on 9 every privilege, so that the token can give itself and others anything. It calls that likely too permissive; the other profiles are smaller.",
    source:
      "documentation of bpg/proxmox (API token authentication), as it was for PVE 7 and 8 and as it is for 9",
    grants: [
      ...BPG_UNTIL_9.flatMap(placesOf).map((grant) => ({ ...grant, until: V9_0 })),
      onNetwork(["SDN.Use"], { since: V8_0, until: V9_0 }),
      ...knownPrivileges(V9_0)
        .flatMap(placesOf)
        .map((grant) => ({ ...grant, since: V9_0 })),
    ],
    rootOnly: [...VM_ROOT_ONLY, ...CONTAINER_ROOT_ONLY, SNIPPETS_ROOT_ONLY],
  },
} as const satisfies Readonly<Partial<Record<ProfileName, Profile>>>;
