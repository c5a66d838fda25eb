import { File as LocalFile } from "@cdktf/provider-local/lib/file";
import { TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import type { ProxmoxAccess } from "../access";
import { runAfter } from "./dependencies";
import { Guard } from "./guard";
import { moduleRelative } from "./project-path";
import { useProviders } from "./providers";

/** The first line of every file of ours; a file that begins otherwise is never overwritten. */
export const HEADER = "# Managed by cdktf-proxmox-access: edit its configuration, not this file.";

/** A file that is written for others. */
export interface OwnedFile {
  /** Relative to the project. */
  readonly path: string;
  /** What goes below our header; it may hold Terraform expressions. */
  readonly content: string;
  /** Whose tokens are in it. */
  readonly accesses: readonly ProxmoxAccess[];
  /** The setting that names another path. */
  readonly setting: string;
}

/** Writes a file, 0600, once every token in it is proven. A file that is not ours is never overwritten. */
export function ownedFile(scope: Construct, { path, content, accesses, setting }: OwnedFile): LocalFile {
  useProviders(scope);
  const filename = moduleRelative(scope, path);
  const file = new LocalFile(scope, "file", {
    filename,
    content: `${HEADER}\n${content}`,
    filePermission: "0600",
    directoryPermission: "0700",
    dependsOn: [],
    lifecycle: {
      precondition: [
        {
          condition: `\${!fileexists("${filename}") || try(startswith(file("${filename}"), "${HEADER}"), false)}`,
          errorMessage: `${path} exists and was not written by cdktf-proxmox-access. Move it away, or set another ${setting}.`,
        },
      ],
    },
  });
  // A stack waits as a whole for the stacks whose tokens it refers to.
  const own = accesses.filter((access) => TerraformStack.of(access) === TerraformStack.of(scope));
  for (const access of own) runAfter(file, access.proof.resource);
  if (own.length > 0) Guard.of(scope).goBeforeResult(file);
  return file;
}
