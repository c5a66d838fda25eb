import { removeFolder } from "../files/secret-folder";
import { connect, connectWithToken } from "../pve/wire/connect";
import { fullTokenid } from "../pve/objects/identity";
import { preflight } from "../pve/reconcile/preflight";
import { proofOf, prove } from "../pve/proof/proof";
import { UserError } from "../pve/user-error";
import {
  type CheckedCluster,
  type ClusterSpec,
  ENVIRONMENT,
  type PreflightRequest,
  type ProofRequest,
} from "../pve/spec";
import { unlessGone } from "./forget";
import { readFreshSecret } from "./fresh-secret";
import type { Call } from "./io";
import { objectsOn, readDeployed, readRequest, readVariable } from "./request";
import { REQUESTS } from "./request-shapes";

/** `preflight access`: all clusters at once, and the faults of all of them together. */
export async function preflightAccess(call: Call): Promise<string> {
  const request = readRequest(call.environment, REQUESTS.preflight);
  const deployed = readDeployed(call.environment);
  const all = request.clusters.map((cluster) => ({
    ...cluster,
    objects: objectsOn(cluster.cluster.key, request),
  }));
  const busy = all.filter((cluster) => hasWork(cluster, deployed));
  const clusters = busy.length > 0 ? busy : all;
  const results = await Promise.allSettled(clusters.map((cluster) => checkCluster(call, cluster, deployed)));
  const faults = results.flatMap((result) =>
    result.status === "rejected" ? [result.reason as unknown] : [],
  );
  if (faults.length === 1) throw faults[0];
  if (faults.length > 1) throw new UserError(faults.map(message).join("\n"));
  return results.flatMap((result) => (result.status === "fulfilled" ? [result.value] : [])).join("; ");
}

/** A cluster with all that is described for it. */
interface Described extends CheckedCluster, Pick<PreflightRequest, "objects"> {}

/** Whether a deploy makes, removes or renews anything on the cluster. */
function hasWork({ cluster, objects }: Described, deployed: ReadonlyMap<string, string>): boolean {
  const wanted = Object.entries(objects);
  const removed = [...deployed.keys()].some(
    (name) => name.startsWith(`${cluster.key} `) && !(name in objects),
  );
  return removed || wanted.some(([name, { state }]) => deployed.get(name) !== state);
}

function checkCluster(
  call: Call,
  { cluster, owner, objects }: Described,
  deployed: ReadonlyMap<string, string>,
): Promise<string> {
  const check = async (environment: NodeJS.ProcessEnv) => {
    const client = await connect(cluster, { environment, notice: call.warn });
    const known = new Set(deployed.keys());
    await preflight(client, { cluster: cluster.key, owner, objects, deployed: known }, call.warn);
    return `${client.identity} may do on ${cluster.key} all that this deploy needs`;
  };
  return unlessGone(call.environment, cluster.key, check, () => {
    call.warn(`${cluster.key} cannot be reached and was given up: what was made there is left behind.`);
    return `forgot ${cluster.key}`;
  });
}

function message(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** `prove access` */
export async function proveAccess(call: Call): Promise<string> {
  const request = readRequest(call.environment, REQUESTS.proof);
  const { cluster } = request;
  const name = fullTokenid(request);
  // Without a fresh secret, or with a damaged one, the login proves as well.
  const secret = await readFreshSecret(readVariable(call.environment, ENVIRONMENT.secretFile));
  const excess = await prove(proofOf(request), waysIn(call, cluster, name, secret));
  for (const sentence of excess) call.warn(`token ${name} on ${cluster.key} ${sentence}`);
  if (request.removeSecrets) await removeFolder(request.secretFolder);
  const how = secret === undefined ? "has" : "was used and has";
  return `token ${name} on ${cluster.key} ${how} what it needs on ${paths(request)}`;
}

/** `confirm proof`: what there is to warn of, the proof has told. */
export function confirmProof(call: Call): Promise<string> {
  return proveAccess({ ...call, warn: () => undefined });
}

function waysIn(
  { environment, warn }: Call,
  cluster: ClusterSpec,
  fullTokenid: string,
  secret: string | undefined,
) {
  const options = { environment, notice: warn };
  return {
    login: () => connect(cluster, options),
    token:
      secret === undefined ? undefined : () => connectWithToken(cluster, { fullTokenid, secret }, options),
  };
}

function paths({ grants }: ProofRequest): string {
  return [...new Set(grants.map(({ path }) => path))].join(", ") || "no path";
}
