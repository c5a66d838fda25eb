import { Construct } from "constructs";
import { type EnvFlavor, FLAVORS, flavorsFault } from "../configuration";
import { prefixOf } from "../pve/names";
import type { ProxmoxAccess } from "./access";
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
import { CaBundle } from "./private/files/ca-bundle";
import { envText } from "./private/files/env-text";
import { entryOf } from "./private/files/entry";
import { ownedFile } from "./private/files/owned-file";
import { accessFault, tokenAccess } from "./private/files/token-access";
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
  /** @throws Error with every fault of the props */
  public constructor(scope: Construct, id: string, props: EnvFileProps) {
    refuseFaults(scope, id, new.target.name, faultsOf(props, envFaults));
    super(scope, id);
    const { entry, path, flavors = ["bpg"] } = props;
    const { access, sshUsername } = entryOf<EnvFileEntry>(entry);
    const bundle = CaBundle.beside(this, path, [access]);
    const exportCa = (variable: string) => bundle?.exportLine(access.cluster, variable) ?? "";
    const content = envText(flavors, { ...tokenAccess(access, sshUsername), exportCa });
    ownedFile(this, { path, content, accesses: [access] });
  }
}

function envFaults({ entry, path, flavors }: EnvFileProps): Faults {
  const settings = entryOf<EnvFileEntry>(entry);
  const wrong = faultsOf(settings, entryFaults, "entry");
  const unknown = checkList(
    "flavors",
    flavors,
    (flavor) => checkWord(flavor, FLAVORS) ?? (hasFault(wrong) ? undefined : prefixFault(flavor, settings)),
  );
  return {
    ...wrong,
    path: checkGiven(path, pathFault),
    ...unknown,
    ...(!hasFault(unknown) && { flavors: flavorsFault(flavors ?? []) }),
  };
}

function entryFaults({ access, sshUsername }: EnvFileEntry): Faults {
  return { entry: accessFault(access), sshUsername: checkText(sshUsername) };
}

/** Ansible's modules are told a host and a port. */
function prefixFault(flavor: EnvFlavor, { access }: EnvFileEntry): Fault {
  const prefix = flavor === "ansible" ? prefixOf(access.cluster.endpoint) : "";
  return prefix === ""
    ? undefined
    : `ansible reads a host and a port, and the cluster is behind the path ${prefix}; name an endpoint without one`;
}
