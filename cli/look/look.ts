import { type AclEntry, observe, sameEntry } from "../../pve/objects";
import { type Beyond, prove } from "../../pve/proof";
import { type Examined, examine, findOrphans, findStrays } from "../../pve/reconcile";
import { type ObjectSpec, type TokenSpec, decode, fullTokenid, nameOf } from "../../pve/spec";
import { UserError } from "../../pve/user-error";
import type { PveClient } from "../../pve/wire";
import type { SynthesizedCluster } from "../project";
import { changesOf } from "./changes";
import {
  type Fault,
  deadSecrets,
  faultsOf,
  leftOver,
  sharedInWords,
  undescribed,
  withoutKey,
} from "./faults";
import { holdersOf } from "./holders";
import { type NodeState, lookAtNode } from "./node";
import { asOurs, hasMark, isDeployed, withIssues } from "./ours";
import { byDeploy, byText } from "./order";
import type { PlannedChange } from "./planned-change";
import { type TokenState, lookAtTokens, untriedInWords } from "./tokens";

/** What a look at one cluster has found. What is in it stands in one order, whatever order PVE answers in. */
export interface Look {
  /** The node that has answered. */
  readonly node: NodeState;
  /** What a deploy would do. */
  readonly changes: readonly PlannedChange[];
  /** What else differs: what stands in a deploy's way, what is left over or was added, what a token lacks, and why it is dead. */
  readonly faults: readonly Fault[];
  /** What a person should know and does not differ, in sentences. */
  readonly warnings: readonly string[];
  /** What was not looked at, and why, in sentences. */
  readonly notes: readonly string[];
  /** The described tokens; none where the login may not see them. */
  readonly tokens: readonly TokenState[];
  /** Whether anything of this stack is there. */
  readonly isDeployed: boolean;
  /** How many objects are described. */
  readonly count: number;
}

/** A look, and whatever else a command has found. */
export interface Found {
  readonly look: Look;
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
  const isHeld = (token: TokenSpec) => holdersOf(token, described).length > 0;
  const claim = asOurs(objects, seen, { cluster: cluster.key, owner }, isHeld);
  const examined = await examine(client, withIssues(objects, seen), claim, { known: seen });
  const node = lookAtNode(client, examined.version);
  const { onlyLooks } = examined;
  // A login for CI that is there to look is not to be given the rights of a deploy.
  const inTheWay = examined.faults.filter((fault) => fault !== onlyLooks);
  const refused = faultsOf("refused", inTheWay, cluster.key);
  if (examined.isBlind) return { ...NOTHING, node, faults: refused, count: objects.length };
  const isOurs = (userid: string) => hasMark(seen.users.get(userid)?.settings, owner);
  const tokens = await lookAtTokens(client, described, objects, seen);
  const isWritten = (token: Pick<TokenSpec, "userid" | "tokenid">) =>
    tokens.some((state) => fullTokenid(state.token) === fullTokenid(token) && state.works === false);
  const changes = examined.plan.changes.flatMap((change) => changesOf(change, { owner, isOurs, isWritten }));
  const strays = findStrays(seen, owner, objects);
  const isProvable = changes.length === 0 && refused.length === 0;
  const proofs = isProvable ? await proveAll(client, objects, examined, cluster.key) : [];
  // What comes from entries that are named already is not said twice.
  const beyond = proofs
    .flatMap(({ excess }) => excess)
    .filter(({ entries }) => entries.length === 0 || !entries.every(isIn(strays.ours)));
  const isThere = isDeployed(objects, seen, owner);
  return {
    node,
    changes: [...changes].sort(byDeploy),
    faults: [
      ...refused,
      ...faultsOf("ended", examined.ended, cluster.key),
      ...faultsOf(
        "lacks",
        proofs.flatMap(({ lack }) => lack ?? []),
        cluster.key,
      ),
      ...tokens.flatMap(deadSecrets),
      ...strays.ours.map(undescribed),
      ...findOrphans(seen, owner, objects).flatMap(leftOver),
    ].sort(byText(({ text }) => text)),
    warnings: [
      ...examined.notices.map((sentence) => withoutKey(sentence, cluster.key)),
      ...beyond.map(({ sentence }) => sentence),
      ...strays.shared.map(sharedInWords),
    ].sort(byText((sentence) => sentence)),
    notes: [
      ...tokens.flatMap(untriedInWords),
      ...(isThere && !isProvable ? [UNPROVEN] : []),
      ...(onlyLooks === undefined ? [] : [unchecked(client.identity)]),
    ],
    tokens,
    isDeployed: isThere,
    count: objects.length,
  };
}

const NOTHING = { changes: [], warnings: [], notes: [], tokens: [], isDeployed: false } as const;

const UNPROVEN = "What its tokens may do is compared once all is as described.";

function unchecked(identity: string): string {
  return `${identity} may look only, so whether the login of the deploy has the rights for this was not checked.`;
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
