import { Construct } from "constructs";
import { type EnvFlavor, FLAVORS } from "../configuration";
import { prefixOf } from "../pve/names";
import {
  type Fault,
  type Faults,
  checkGiven,
  checkList,
  checkText,
  checkWord,
  faultsOf,
  hasFault,
  pathFault,
  refuseFaults,
} from "./private/checks";
import { envText } from "./private/files/env-text";
import { ownedFile } from "./private/files/owned-file";
import { accessFault, tokenAccess } from "./private/files/token-access";
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
  /** @throws Error with every fault of the props */
  public constructor(scope: Construct, id: string, props: EnvFileProps) {
    refuseFaults(scope, id, new.target.name, faultsOf(props, envFaults));
    super(scope, id);
    const { path, flavors = ["bpg"] } = props;
    const { access, sshUsername } = props.entry;
    const content = envText(flavors, tokenAccess(access, sshUsername));
    ownedFile(this, { path, content, accesses: [access] });
  }
}

function envFaults({ entry, path, flavors }: EnvFileProps): Faults {
  return {
    ...faultsOf(entry, entryFaults, "entry"),
    path: checkGiven(path, pathFault),
    ...checkList("flavors", flavors, (flavor) => checkWord(flavor, FLAVORS) ?? prefixFault(flavor, entry)),
  };
}

function entryFaults({ access, sshUsername }: EnvFileProps["entry"]): Faults {
  return { entry: accessFault(access), sshUsername: checkText(sshUsername) };
}

/** Ansible's modules are told a host and a port. */
function prefixFault(flavor: EnvFlavor, entry: EnvFileProps["entry"]): Fault {
  if (flavor !== "ansible" || hasFault(faultsOf(entry, entryFaults))) return undefined;
  const prefix = prefixOf(entry.access.cluster.endpoint);
  return prefix === ""
    ? undefined
    : `ansible reads a host and a port, and the cluster is behind the path ${prefix}; name an endpoint without one`;
}
