import { ensurePrivate } from "../files/private-file";
import { type Claim, reconcile } from "../pve/reconcile";
import {
  type ClusterSpec,
  ENVIRONMENT,
  type ReconcileRequest,
  type Settings,
  decode,
  decodeDeployed,
  lostIssues,
} from "../pve/spec";
import { UserError } from "../pve/user-error";
import { claimOf } from "./claim";
import { connected } from "./connection";
import type { Call } from "./io";
import { readDescription, readRequest, readTriggers, readVariable } from "./read";
import { makeReady } from "./ready";
import { reconcileRequest } from "./requests";
import { runFolder } from "./run-folder";
import { noteTrust } from "./trust";

/** `reconcile`: makes a cluster as the resource's own triggers describe it. */
export async function reconcileCluster(call: Call): Promise<void> {
  await makeAsWanted(call);
}

/**
 * `reissue`: the one who waits for a secret has not got it, since Terraform has recorded what was never done. The secret is made
 * again and left in the run folder; the resource that called is tainted by the failure, and the next deploy takes it.
 */
export async function reissueSecret(call: Call): Promise<void> {
  await makeAsWanted(call);
  throw new UserError(
    "the secret of a token was lost on its way and was made again. Deploy once more: that takes it.",
  );
}

async function makeAsWanted(call: Call): Promise<void> {
  const request = readRequest(call.environment, reconcileRequest);
  const state = readVariable(call.environment, ENVIRONMENT.state);
  const settings = readTriggers(call.environment);
  runFolder.addState(state);
  const claim = { ...claimOf({ ...request, state }), lost: new Set(lostIssues(settings)) };
  await reconcileOn(request, settings, claim, call);
}

/** One cluster, from login to proof. */
export async function reconcileOn(
  { cluster, stateFiles }: Pick<ReconcileRequest, "cluster" | "stateFiles">,
  settings: Settings,
  claim: Claim,
  call: Call,
): Promise<void> {
  const { key } = cluster;
  await connected(cluster, call, (client) =>
    reconcile(client, decode(settings), claim, {
      keeper: runFolder.keeper(key),
      say: (line) => call.say(`${key}  ${line}`),
      warn: call.warn,
      begin: async (origins) => {
        const files = readDescription().files.filter(({ tokens }) =>
          tokens.some((token) => token.key === key),
        );
        makeReady(stateFiles, files);
        stateFiles.forEach(ensurePrivate);
        await noteTrust(client, cluster, formerReach(key, claim.state));
        runFolder.begin(key, { cluster, settings }, origins);
      },
      undone: (names) => runFolder.undo(key, names),
    }),
  );
  runFolder.finish(key);
}

/** How a cluster was reached when this state was settled last. */
function formerReach(key: string, state: string | undefined): ClusterSpec | undefined {
  const note = decodeDeployed(runFolder.settled() ?? {});
  return note.state === state ? note.clusters.get(key)?.cluster : undefined;
}
