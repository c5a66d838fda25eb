import type { File as LocalFile } from "@cdktf/provider-local/lib/file";
import { Construct } from "constructs";
import type { EnvFlavor } from "../configuration";
import { envText } from "./private/env-text";
import { ownedFile } from "./private/owned-file";
import { type TerraformTfvarsAccess, tokenAccess } from "./tfvars";

/** What an {@link EnvFile} is given. */
export interface EnvFileProps {
  /** The access whose token it is, and how its cluster is named. */
  readonly entry: Pick<TerraformTfvarsAccess, "access" | "sshUsername">;
  /** Relative to the project. */
  readonly path: string;
  /** Whose variables the file has. @default ["bpg"] */
  readonly flavors?: readonly EnvFlavor[];
}

/** A file of environment variables for a POSIX shell (`. ./ci.env`), 0600, with the token of one cluster. */
export class EnvFile extends Construct {
  /** The file as Terraform's `local_file`. */
  public readonly file: LocalFile;

  public constructor(scope: Construct, id: string, { entry, path, flavors = ["bpg"] }: EnvFileProps) {
    super(scope, id);
    const content = envText(flavors, tokenAccess(entry));
    this.file = ownedFile(this, { path, content, accesses: [entry.access], setting: "outputs.env.path" });
  }
}
