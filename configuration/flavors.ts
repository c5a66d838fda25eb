/** Whose environment variables a file can have: `bpg` and `telmate` are providers of OpenTofu and Terraform. */
export const FLAVORS = ["bpg", "telmate", "ansible", "packer"] as const;

/** One of {@link FLAVORS}. */
export type EnvFlavor = (typeof FLAVORS)[number];
