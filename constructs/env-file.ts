import { Construct } from "constructs";
import { type EnvFlavor, FLAVORS, flavorsFault } from "../configuration";
import type { ProxmoxAccess } from "./access";
import {
  type Faults,
  checkGiven,
  checkList,
  checkText,
  checkWord,
  faultsOf,
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
  const unknown = checkList("flavors", flavors, (flavor) => checkWord(flavor, FLAVORS));
  const isKnown = Object.values(unknown).every((fault) => fault === undefined);
  return {
    ...faultsOf(entryOf<EnvFileEntry>(entry), entryFaults, "entry"),
    path: checkGiven(path, pathFault),
    ...unknown,
    ...(isKnown && { flavors: flavorsFault(flavors ?? []) }),
  };
}

function entryFaults({ access, sshUsername }: EnvFileEntry): Faults {
  return { entry: accessFault(access), sshUsername: checkText(sshUsername) };
}
