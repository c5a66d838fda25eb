import { Construct } from "constructs";
import type { EnvFlavor } from "../configuration";
import { CaBundle } from "./private/files/ca-bundle";
import { envText } from "./private/files/env-text";
import { ownedFile } from "./private/files/owned-file";
import { tokenAccess } from "./private/files/token-access";
import type { TerraformTfvarsAccess } from "./tfvars";

/** What an {@link EnvFile} is given. */
export interface EnvFileProps {
  /** The access whose token it is, and how its cluster is named. */
  readonly entry: Pick<TerraformTfvarsAccess, "access" | "sshUsername">;
  /** Relative to the project, or absolute. */
  readonly path: string;
  /** Whose variables the file has. @default ["bpg"] */
  readonly flavors?: readonly EnvFlavor[];
}

/** A file of environment variables for a POSIX shell (`. ./ci.env`), 0600, with the token of one cluster. */
export class EnvFile extends Construct {
  public constructor(scope: Construct, id: string, { entry, path, flavors = ["bpg"] }: EnvFileProps) {
    super(scope, id);
    const { access, sshUsername } = entry;
    const bundle = CaBundle.beside(this, path, [access]);
    const exportCa = (variable: string) => bundle?.exportLine(access.cluster, variable) ?? "";
    const content = envText(flavors, { ...tokenAccess(access, sshUsername), exportCa });
    ownedFile(this, { path, content, accesses: [access] });
  }
}
