/** Where the programs that we build are kept, and how this platform is called in the world of Go. */
import path from "node:path";

/** The checkout. */
export const ROOT = path.resolve(__dirname, "..", "..");

/** Everything here can be deleted; it is made again when needed. */
export const TOOLCHAIN = path.join(ROOT, ".toolchain");

/** The registries that `terraform` and `tofu` mean by a provider named `hashicorp/null`. */
export const REGISTRY = {
  terraform: "registry.terraform.io",
  tofu: "registry.opentofu.org",
} as const;

/** `linux_amd64` and the like, as provider packages are named. */
export const PLATFORM = `${process.platform}_${process.arch === "x64" ? "amd64" : process.arch}`;

/** The OpenTofu that tools/opentofu builds. */
export const OPENTOFU_VERSION = "1.12.6";
export const BUILT_TOFU = path.join(TOOLCHAIN, `opentofu-${OPENTOFU_VERSION}`, "tofu");

/** A provider of the synthesized stack, and the version that its folder in tools/ builds. */
export interface Provider {
  readonly name: "null" | "local";
  readonly version: string;
  /** The Go package of its command. */
  readonly package: string;
}

export const PROVIDERS: readonly Provider[] = [
  { name: "null", version: "1.0.0", package: "github.com/hashicorp/terraform-provider-null" },
  { name: "local", version: "1.4.0", package: "github.com/terraform-providers/terraform-provider-local" },
];

/** A filesystem mirror, laid out as `terraform` and `tofu` expect it. */
export const MIRROR = path.join(TOOLCHAIN, "mirror");

/** The file name that marks a provider of plugin protocol 5. */
export function providerFile({ name, version }: Provider): string {
  return `terraform-provider-${name}_v${version}_x5`;
}
