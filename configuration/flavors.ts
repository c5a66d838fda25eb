/** Whose environment variables a file has: `bpg` and `telmate` are providers of OpenTofu and Terraform. */
export type EnvFlavor = "bpg" | "telmate" | "ansible" | "packer" | "cluster-api";

/** All that there are. */
export const FLAVORS = [
  "bpg",
  "telmate",
  "ansible",
  "packer",
  "cluster-api",
] as const satisfies readonly EnvFlavor[];

/** Tools that read the same variables, `PROXMOX_URL` and `PROXMOX_TOKEN`, and mean something else by them. */
const APART: readonly EnvFlavor[] = ["packer", "cluster-api"];

/** Why a file cannot be for all of these tools, as the rest of a sentence; undefined when it can. */
export function flavorsFault(flavors: readonly EnvFlavor[]): string | undefined {
  if (!APART.every((flavor) => flavors.includes(flavor))) return undefined;
  return `cannot have ${APART.join(" and ")} in one file: both read PROXMOX_URL and PROXMOX_TOKEN, and mean something else; leave one of them out`;
}
