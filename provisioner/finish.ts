import { setTimeout as pause } from "node:timers/promises";
import { removeAll } from "../pve/reconcile";
import {
  type Deployed,
  type DeployedCluster,
  ENVIRONMENT,
  type StackRequest,
  decodeDeployed,
} from "../pve/spec";
import { UserError } from "../pve/user-error";
import { claimOf } from "./claim";
import { connected, unlessGone } from "./connection";
import { inParallel } from "./faults";
import type { Call } from "./io";
import { readRequest, readTriggers, readVariable } from "./read";
import { reconcileOn } from "./reconcile";
import { stackRequest } from "./requests";
import { tellRemovals } from "./removals";
import { runFolder } from "./run-folder";
import { removalsOf } from "./tasks";
import { tellTheEnd, tellTrust } from "./the-end";
import { writeTokenFile } from "./token-file";

/**
 * `finish`: the last step of a deploy. In a normal one it asks no cluster. What a run that was killed has left undone is made
 * up here: clusters whose reconcile Terraform has recorded and nobody has seen through, and objects that were begun and are
 * described no longer. Then nothing in the run folder is needed any more.
 */
export async function finish(call: Call): Promise<void> {
  const request = readRequest(call.environment, stackRequest);
  const deployed = decodeDeployed(readTriggers(call.environment));
  const state = readVariable(call.environment, ENVIRONMENT.state);
  runFolder.addState(state);
  await inParallel(unfinishedOf(deployed), keyOf, (cluster) => makeUp(cluster, request, state, call));
  await inParallel(leftOvers(deployed), keyOf, (former) => takeAway(former, deployed, request.stack, call));
  const isFresh = hasFreshSecrets(deployed);
  const trust = runFolder.trust();
  for (const file of request.tokenFiles) writeTokenFile(file, deployed);
  await makeSure(call);
  runFolder.clear();
  if (isFresh) tellTheEnd(request, call);
  if (isFresh || trust.size > 0) tellTrust(trust, call);
}

/** The clusters whose reconcile is not known to be through, and that were not settled before this deploy. */
function unfinishedOf({ clusters, state }: Deployed): readonly DeployedCluster[] {
  const note = decodeDeployed(runFolder.settled() ?? {});
  const isUntouched = (key: string) =>
    note.state === state && note.clusters.has(key) && runFolder.begun(key) === undefined;
  return [...clusters].flatMap(([key, cluster]) =>
    isUntouched(key) || runFolder.isDone(key) ? [] : [cluster],
  );
}

function keyOf({ cluster }: DeployedCluster): string {
  return cluster.key;
}

/** A secret that is made now would reach nobody but a token file. */
async function makeUp(
  { cluster, settings }: DeployedCluster,
  { stack, stateFiles, tokenFiles }: StackRequest,
  state: string,
  call: Call,
): Promise<void> {
  const inFiles = tokenFiles
    .flatMap(({ tokens }) => tokens)
    .filter(({ key }) => key === cluster.key)
    .map(({ fullTokenid }) => `token ${fullTokenid}`);
  const claim = claimOf({ cluster, owner: `${stack}/${cluster.key}`, state });
  const mayIssue = (name: string) => inFiles.includes(name);
  await reconcileOn({ cluster, stateFiles }, settings, { ...claim, mayIssue }, call);
}

/** What earlier runs had deployed or begun, and this state does not hold. */
function leftOvers({ clusters }: Deployed): readonly DeployedCluster[] {
  const note = decodeDeployed(runFolder.settled() ?? {});
  const begun = runFolder.clusters().flatMap((key) => {
    const each = runFolder.begun(key);
    return each === undefined ? [] : [{ ...each, origins: runFolder.origins(key) }];
  });
  return [...note.clusters.values(), ...begun].filter(
    (each) => removalsOf(each, clusters.get(each.cluster.key)?.settings ?? {}).length > 0,
  );
}

async function takeAway(
  former: DeployedCluster,
  deployed: Deployed,
  stack: string,
  call: Call,
): Promise<void> {
  const { cluster } = former;
  const removals = removalsOf(former, deployed.clusters.get(cluster.key)?.settings ?? {});
  const claim = { owner: `${stack}/${cluster.key}`, states: runFolder.states() };
  const outcomes = await unlessGone(cluster, call, () =>
    connected(cluster, call, (client) => removeAll(client, removals, claim)),
  );
  tellRemovals(cluster.key, removals, outcomes, call);
}

function hasFreshSecrets({ clusters }: Deployed): boolean {
  return [...clusters.keys()].some((key) => runFolder.hasSecrets(key));
}

/** Long enough for the death of Terraform to be noticed. */
const MOMENT_MS = 30;

/** What is noted is needed by the next deploy, if this one was killed. */
async function makeSure({ isAwaited }: Call): Promise<void> {
  await pause(MOMENT_MS);
  if (!isAwaited()) throw new UserError("Terraform is gone, so this deploy is not through. Deploy again.");
}
