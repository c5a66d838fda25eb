import { type AclEntry, observe, sameEntry } from "../../pve/objects";
import { type Beyond, prove } from "../../pve/proof";
import { type Examined, examine, findOrphans, findStrays } from "../../pve/reconcile";
import { type ObjectSpec, decode, nameOf } from "../../pve/spec";
import { UserError } from "../../pve/user-error";
import type { PveClient } from "../../pve/wire";
import { asOurs, isDeployed, withIssues } from "./ours";
import { orphansInWords, sentenceOf, sharedInWords, strayInWords } from "./words";
import type { SynthesizedCluster } from "../project";
import { trySecrets } from "./try-secrets";

/** What a look at one cluster has found, in sentences of one line or more. */
export interface Look {
  /** What a deploy would do. */
  readonly changes: readonly string[];
  /** What else differs: what stands in a deploy's way, what is left over or was added, what a token lacks, and why it is dead. */
  readonly faults: readonly string[];
  /** What a person should know, and what differs from nothing that is described. */
  readonly notices: readonly string[];
  /** What was not looked at, and why. */
  readonly notes: readonly string[];
  /** Whether anything of this stack is there. */
  readonly isDeployed: boolean;
  /** How many objects are described. */
  readonly count: number;
}

/**
 * Looks at a cluster with the engine of a deploy, without its last step: nothing is changed. Terraform's state is not looked
 * at, so whatever state has made what is there, it counts as ours.
 *
 * @throws PveApiError, PveNetworkError when the cluster cannot be looked at
 */
export async function lookAt(client: PveClient, described: SynthesizedCluster): Promise<Look> {
  const { owner, cluster, settings } = described;
  const objects = decode(settings);
  const seen = await observe(client);
  const claim = asOurs(objects, seen, { cluster: cluster.key, owner });
  const examined = await examine(client, withIssues(objects, seen), claim, seen);
  const { plan, faults, notices, ended } = examined;
  const strays = findStrays(seen, owner, objects);
  const isAsDescribed = plan.changes.length === 0 && faults.length === 0;
  const proofs = isAsDescribed ? await proveAll(client, objects, examined, cluster.key) : [];
  const { dead, untried } = await trySecrets(client, described, objects, seen);
  // What comes from entries that are named already is not said twice.
  const beyond = proofs
    .flatMap(({ excess }) => excess)
    .filter(({ entries }) => entries.length === 0 || !entries.every(isIn(strays.ours)));
  return {
    changes: plan.changes.map((change) => sentenceOf(change, seen, owner)),
    faults: [
      ...faults,
      ...ended,
      ...proofs.flatMap(({ lack }) => lack ?? []),
      ...dead,
      ...strays.ours.map(strayInWords),
      ...orphansInWords(findOrphans(seen, owner, objects)),
    ],
    notices: [...notices, ...beyond.map(({ sentence }) => sentence), ...strays.shared.map(sharedInWords)],
    notes: untried,
    isDeployed: isDeployed(objects, seen, owner),
    count: objects.length,
  };
}

function isIn(entries: readonly AclEntry[]): (entry: AclEntry) => boolean {
  return (entry) => entries.some((other) => sameEntry(entry, other));
}

interface Proven {
  readonly lack?: string;
  readonly excess: readonly Beyond[];
}

/** Objects that are as described can still be overruled, by another entry or a group. */
async function proveAll(
  client: PveClient,
  objects: readonly ObjectSpec[],
  { version, seen }: Examined,
  cluster: string,
): Promise<readonly Proven[]> {
  const proof = { client, cluster, version, objects, roles: seen.roles, look: () => Promise.resolve(seen) };
  const found: Proven[] = [];
  for (const token of objects.filter((object) => object.kind === "token")) {
    try {
      const excess = await prove(token, undefined, proof);
      const named = excess.map(({ sentence, entries }) => ({
        sentence: `${nameOf(token)} ${sentence}.`,
        entries,
      }));
      found.push({ excess: named });
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      found.push({ lack: error.message, excess: [] });
    }
  }
  return found;
}
