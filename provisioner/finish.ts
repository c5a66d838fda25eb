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
  await runFolder.addState(state);
  const unfinished = await unfinishedOf(deployed);
  await inParallel(unfinished, keyOf, (cluster) => makeUp(cluster, request, state, call));
  await inParallel(await leftOvers(deployed), keyOf, (former) =>
    takeAway(former, deployed, request.stack, call),
  );
  const isFresh = await hasFreshSecrets(deployed);
  const trust = await runFolder.trust();
  for (const file of request.tokenFiles) await writeTokenFile(file, deployed);
  await makeSure(call);
  await runFolder.clear();
  if (isFresh) tellTheEnd(request, call);
  if (isFresh || trust.size > 0) await tellTrust(trust, call);
}

/** The clusters whose reconcile is not known to be through, and that were not settled before this deploy. */
async function unfinishedOf({ clusters, state }: Deployed): Promise<readonly DeployedCluster[]> {
  const note = decodeDeployed((await runFolder.settled()) ?? {});
  const found = await Promise.all(
    [...clusters].map(async ([key, cluster]) => {
      const isUntouched = note.state === state && note.clusters.has(key) && !(await runFolder.begun(key));
      return isUntouched || (await runFolder.isDone(key)) ? [] : [cluster];
    }),
  );
  return found.flat();
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
  const claim = await claimOf({ cluster, owner: `${stack}/${cluster.key}`, state });
  const mayIssue = (name: string) => inFiles.includes(name);
  await reconcileOn({ cluster, stateFiles }, settings, { ...claim, mayIssue }, call);
}

/** What earlier runs had deployed or begun, and this state does not hold. */
async function leftOvers({ clusters }: Deployed): Promise<readonly DeployedCluster[]> {
  const note = decodeDeployed((await runFolder.settled()) ?? {});
  const begun = await Promise.all(
    (await runFolder.clusters()).map(async (key) => {
      const each = await runFolder.begun(key);
      return each === undefined ? [] : [{ ...each, origins: await runFolder.origins(key) }];
    }),
  );
  return [...note.clusters.values(), ...begun.flat()].filter(
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
  const claim = { owner: `${stack}/${cluster.key}`, states: await runFolder.states() };
  const outcomes = await unlessGone(cluster, call, () =>
    connected(cluster, call, (client) => removeAll(client, removals, claim)),
  );
  tellRemovals(cluster.key, removals, outcomes, call);
}

async function hasFreshSecrets({ clusters }: Deployed): Promise<boolean> {
  const found = await Promise.all([...clusters.keys()].map((key) => runFolder.hasSecrets(key)));
  return found.includes(true);
}

/** Long enough for the death of Terraform to be noticed. */
const MOMENT_MS = 30;

/** What is noted is needed by the next deploy, if this one was killed. */
async function makeSure({ isAwaited }: Call): Promise<void> {
  await pause(MOMENT_MS);
  if (!isAwaited()) throw new UserError("Terraform is gone, so this deploy is not through. Deploy again.");
}
