import {
  type GrantTemplate,
  type Profile,
  DOWNLOAD,
  MANAGE_VM,
  READ_AGENT,
  SNIPPETS_ROOT_ONLY,
  USE_NETWORK,
  V8_0,
  V9_0,
  VM_ROOT_ONLY,
  onNetwork,
  onNode,
  onPool,
  onStorage,
  onVms,
  onlyOn,
} from "./profile-parts";
import type { ProfileName } from "./known-names";
import { PROVIDER_PROFILES } from "./provider-profiles";
import { PURPOSE_PROFILES } from "./purpose-profiles";
import { type PveRelease, isAtLeast } from "./release";
import { didYouMean, quote } from "../names";

export type { GrantTemplate, Profile } from "./profile-parts";

/** The profiles by purpose, each with what it needs and on which path. */
export const PROFILES = {
  "opentofu-vm": {
    description:
      "VMs for an OpenTofu workspace: make, clone, configure, start and delete them, with disks and networks.",
    source:
      "the customary set-up for OpenTofu on PVE 7 (15 privileges), and the checks of qemu-server and pve-guest-common for 8 and 9",
    grants: [
      onVms(MANAGE_VM),
      ...READ_AGENT,
      onStorage(["Datastore.AllocateSpace", "Datastore.Audit"]),
      USE_NETWORK,
    ],
    rootOnly: VM_ROOT_ONLY,
  },
  "opentofu-talos": {
    description:
      "A Talos or cloud-image workspace: VMs, images downloaded by the node, SDN zones and networks, pools, programs run through the guest agent.",
    source: "a published Talos and SDN bootstrap with bpg/proxmox for PVE 9",
    grants: [
      onVms([...MANAGE_VM, "VM.Migrate"]),
      ...READ_AGENT,
      onVms(["VM.GuestAgent.Unrestricted"], { since: V9_0 }),
      onPool(["Pool.Allocate", "Pool.Audit"]),
      onStorage([
        "Datastore.Allocate",
        "Datastore.AllocateSpace",
        "Datastore.AllocateTemplate",
        "Datastore.Audit",
      ]),
      { paths: ["/sdn"], root: "/sdn", privileges: ["SDN.Allocate", "SDN.Audit"] },
      USE_NETWORK,
      onNode(["Sys.Audit", "Sys.Console", "Sys.Modify"]),
      onlyOn("/", ["Sys.Audit", "Sys.Modify"]),
    ],
    rootOnly: [...VM_ROOT_ONLY, SNIPPETS_ROOT_ONLY],
  },
  ...PURPOSE_PROFILES,
  "image-download": {
    description:
      "Images and ISO files that the node downloads by URL. Deleting or replacing one needs Datastore.Allocate as well: add it.",
    source: "the checks of pve-storage (download-url) and pve-manager (query-url-metadata)",
    grants: [onStorage(["Datastore.AllocateTemplate", "Datastore.Audit"]), ...DOWNLOAD],
    rootOnly: [SNIPPETS_ROOT_ONLY],
  },
  "packer-build": {
    description: "Packer builds: a VM from an ISO file, keystrokes into its console, a template at the end.",
    source: "a published Packer set-up for PVE 8; Sys.Modify is for the boot command's keystrokes",
    grants: [
      onVms([...MANAGE_VM, "VM.Console"]),
      ...READ_AGENT,
      // The monitor of a VM, which VM.Monitor opened before; a key takes Sys.Modify on / as well, on every version.
      onVms(["Sys.Audit"], { since: V9_0 }),
      onStorage(["Datastore.AllocateSpace", "Datastore.AllocateTemplate", "Datastore.Audit"]),
      USE_NETWORK,
      onlyOn("/", ["Sys.Audit", "Sys.Modify"]),
    ],
    rootOnly: VM_ROOT_ONLY,
  },
  "plan-readonly": {
    description:
      "A plan that changes nothing. On 7 and 8 without guest agents, since VM.Monitor could run programs in them.",
    source: "the plan-only identity of a published homelab for PVE 8 and 9",
    grants: [
      onVms(["VM.Audit"]),
      onVms(["VM.GuestAgent.Audit"], { since: V9_0 }),
      onPool(["Pool.Audit"]),
      onStorage(["Datastore.Audit"]),
      onNetwork(["SDN.Audit"]),
      onNode(["Sys.Audit"]),
      onlyOn("/", ["Sys.Audit"]),
    ],
    rootOnly: [],
  },
  "kubernetes-csi": {
    description: "proxmox-csi-plugin: disks for pods. Its ZFS replication is not covered.",
    source: "documentation of proxmox-csi-plugin for PVE 8 and 9",
    grants: [
      onVms(["VM.Audit", "VM.Config.Disk"]),
      onStorage(["Datastore.Allocate", "Datastore.AllocateSpace", "Datastore.Audit"]),
    ],
    rootOnly: [],
  },
  "kubernetes-ccm": {
    description:
      "proxmox-cloud-controller-manager: which node runs which Kubernetes node, and its addresses.",
    source: "documentation of proxmox-cloud-controller-manager for PVE 9",
    grants: [onVms(["VM.Audit"]), ...READ_AGENT, onNode(["Sys.Audit"]), onlyOn("/", ["Sys.Audit"])],
    rootOnly: [],
  },
  karpenter: {
    description:
      "karpenter-provider-proxmox: VMs as Kubernetes nodes on demand, from images that it downloads.",
    source: "documentation of karpenter-provider-proxmox for PVE 9",
    grants: [
      onVms(MANAGE_VM),
      onStorage([
        "Datastore.Allocate",
        "Datastore.AllocateSpace",
        "Datastore.AllocateTemplate",
        "Datastore.Audit",
      ]),
      { paths: ["/mapping"], root: "/mapping", since: V8_0, privileges: ["Mapping.Audit", "Mapping.Use"] },
      onNetwork(["SDN.Audit"]),
      USE_NETWORK,
      onNode(["Sys.Audit"]),
      ...DOWNLOAD,
    ],
    rootOnly: VM_ROOT_ONLY,
  },
  monitoring: {
    description:
      "Read-only monitoring of nodes, VMs, storages, pools and networks; PVEAuditor as it was before 8.0.",
    source: "the built-in role PVEAuditor of PVE 7, and published exporters for 8 and 9",
    grants: [
      onVms(["VM.Audit"]),
      onPool(["Pool.Audit"]),
      onStorage(["Datastore.Audit"]),
      onNetwork(["SDN.Audit"]),
      onNode(["Sys.Audit"]),
      onlyOn("/", ["Sys.Audit"]),
    ],
    rootOnly: [],
  },
  ...PROVIDER_PROFILES,
  bootstrapper: {
    description:
      "What this project itself needs, so that its deploys run without root: users of a realm, roles, tokens, ACL entries on a path.",
    source: "the permission rules of pve-access-control's API",
    grants: [
      onlyOn("/access", ["Sys.Audit", "Sys.Modify"]),
      onlyOn("/access/groups", ["User.Modify"]),
      onlyOn("/access/realm/{realm}", ["Realm.AllocateUser"]),
      onlyOn("{path}", ["Permissions.Modify"]),
    ],
    rootOnly: [
      "the passwords of root@pam and of other users in realm pam",
      "the system account that a user in realm pam needs on the node",
      "passwords and two-factor settings by API token (they need a login with password)",
    ],
  },
} as const satisfies Readonly<Record<ProfileName, Profile>>;

/** The names of all profiles, the default one first. */
export const PROFILE_NAMES: readonly string[] = Object.keys(PROFILES);

/** A profile by its name. @throws Error that names the nearest one */
export function findProfile(name: string): Profile {
  if (Object.hasOwn(PROFILES, name)) return PROFILES[name as ProfileName];
  throw new Error(
    `${quote(name)} is no profile${didYouMean(name, PROFILE_NAMES)}; there are ${PROFILE_NAMES.join(", ")}`,
  );
}

/** What a profile grants on a release. */
export function grantsOn(profile: Profile, release: PveRelease): readonly GrantTemplate[] {
  return profile.grants.filter(
    ({ since, until }) =>
      (since === undefined || isAtLeast(release, since)) &&
      (until === undefined || !isAtLeast(release, until)),
  );
}
