/** All that there are. */
export const FLAVORS = ["bpg", "telmate", "ansible", "packer"] as const;

/** Whose environment variables a file has: `bpg` and `telmate` are providers of OpenTofu and Terraform. */
export type EnvFlavor = (typeof FLAVORS)[number];
