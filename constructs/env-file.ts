import { Construct } from "constructs";
import { type EnvFlavor, FLAVORS, flavorsFault } from "../configuration";
import { prefixOf } from "../pve/names";
import type { ProxmoxAccess } from "./access";
import {
  type Fault,
  type Faults,
  type NamesOf,
  checkGiven,
  checkOneOrMore,
  checkText,
  checkWord,
  faultsOf,
  hasFault,
  pathFault,
  refuseFaults,
} from "./private/checks";
import { CaBundle } from "./private/files/ca-bundle";
import { envText } from "./private/files/env-text";
import { ownedFile } from "./private/files/owned-file";
import { accessFault, tokenAccess } from "./private/files/token-access";

/** What an {@link EnvFile} is given. */
export interface EnvFileProps {
  /** Whose token it is. */
  readonly access: ProxmoxAccess;
  /** Relative to the project, or absolute. */
  readonly path: string;
  /** Whose variables the file has; one tool or several. @default "bpg" */
  readonly flavor?: EnvFlavor | readonly EnvFlavor[];
  /** The SSH user of the downstream provider. @default "root" */
  readonly sshUsername?: string;
}

/** A file of environment variables for a POSIX shell (`. ./ci.env`), 0600, with the token of one cluster. */
export class EnvFile extends Construct {
  /** @throws Error with every fault of the props */
  public constructor(scope: Construct, id: string, props: EnvFileProps) {
    refuseFaults(scope, id, new.target.name, faultsOf(props, ENV, envFaults));
    super(scope, id);
    const { access, path, flavor = "bpg", sshUsername } = props;
    const bundle = CaBundle.beside(this, path, [access]);
    const exportCa = (variable: string) => bundle?.exportLine(access.cluster, variable) ?? "";
    const content = envText([flavor].flat(), { ...tokenAccess(access, sshUsername), exportCa });
    ownedFile(this, { path, content, accesses: [access] });
  }
}

const ENV: NamesOf<EnvFileProps> = { access: true, path: true, flavor: true, sshUsername: true };

function envFaults({ access, path, flavor = "bpg", sshUsername }: EnvFileProps): Faults {
  const wrong = accessFault(access);
  const flavors = checkOneOrMore("flavor", flavor, (word) => {
    const unknown = checkWord(word, FLAVORS);
    return unknown ?? (wrong === undefined ? prefixFault(word, access) : undefined);
  });
  return {
    access: wrong,
    path: checkGiven(path, pathFault),
    ...flavors,
    ...(!hasFault(flavors) && { flavor: flavorsFault([flavor].flat()) }),
    sshUsername: checkText(sshUsername),
  };
}

/** Ansible's modules are told a host and a port. */
function prefixFault(flavor: string, access: ProxmoxAccess): Fault {
  const prefix = flavor === "ansible" ? prefixOf(access.cluster.endpoint) : "";
  return prefix === ""
    ? undefined
    : `ansible reads a host and a port, and the cluster is behind the path ${prefix}; name an endpoint without one`;
}
