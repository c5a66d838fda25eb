import type { PrivilegeName } from "../../pve/privileges";

/** The 15 privileges of the default role, as PVE 7 names them. */
export const DEFAULT_PRIVILEGES: readonly PrivilegeName[] = [
  "Datastore.AllocateSpace",
  "Datastore.Audit",
  "VM.Allocate",
  "VM.Audit",
  "VM.Clone",
  "VM.Config.CDROM",
  "VM.Config.CPU",
  "VM.Config.Cloudinit",
  "VM.Config.Disk",
  "VM.Config.HWType",
  "VM.Config.Memory",
  "VM.Config.Network",
  "VM.Config.Options",
  "VM.Monitor",
  "VM.PowerMgmt",
];
