import { Construct } from "constructs";
import type { EnvFlavor } from "../configuration";
import type { ProxmoxAccess } from "./access";
import { envText } from "./private/files/env-text";
import { entryOf } from "./private/files/entry";
import { ownedFile } from "./private/files/owned-file";
import { tokenAccess } from "./private/files/token-access";
import type { TerraformTfvarsAccess } from "./tfvars";

/** An access, and the SSH user of its cluster. */
export type EnvFileEntry = Pick<TerraformTfvarsAccess, "access" | "sshUsername">;

/** What an {@link EnvFile} is given. */
export interface EnvFileProps {
  /** The access whose token it is, by itself or with the SSH user. */
  readonly entry: ProxmoxAccess | EnvFileEntry;
  /** Relative to the project, or absolute. */
  readonly path: string;
  /** Whose variables the file has. @default ["bpg"] */
  readonly flavors?: readonly EnvFlavor[];
}

/** A file of environment variables for a POSIX shell (`. ./ci.env`), 0600, with the token of one cluster. */
export class EnvFile extends Construct {
  public constructor(scope: Construct, id: string, { entry, path, flavors = ["bpg"] }: EnvFileProps) {
    super(scope, id);
    const { access, sshUsername } = entryOf<EnvFileEntry>(entry);
    const content = envText(flavors, tokenAccess(access, sshUsername));
    ownedFile(this, { path, content, accesses: [access] });
  }
}
