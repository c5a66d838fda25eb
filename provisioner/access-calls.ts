import { readNewest, removeFolder } from "../files/secret-folder";
import { connect, connectWithToken } from "../pve/connect";
import { fullTokenid } from "../pve/identity";
import { preflight } from "../pve/preflight";
import { prove } from "../pve/proof";
import { isSecret } from "../pve/secret";
import type { ClusterSpec, ProofRequest } from "../pve/spec";
import { unlessGone } from "./forget";
import type { Call } from "./io";
import { REQUESTS, readDeployed, readRequest } from "./request";

/** `preflight access` */
export async function preflightAccess(call: Call): Promise<string> {
  const request = readRequest(call.environment, REQUESTS.preflight);
  const { cluster, owner, objects } = request;
  const deployed = readDeployed(call.environment);
  const check = async (environment: NodeJS.ProcessEnv) => {
    const client = await connect(cluster, { environment, notice: call.warn });
    await preflight(client, { cluster: cluster.key, owner, objects, deployed }, call.warn);
    return `${client.identity} may do on ${cluster.key} all that this deploy needs`;
  };
  return unlessGone(call.environment, cluster.key, check, () => {
    call.warn(`${cluster.key} cannot be reached and was given up: what was made there is left behind.`);
    return `forgot ${cluster.key}`;
  });
}

/** `prove access` */
export async function proveAccess(call: Call): Promise<string> {
  const request = readRequest(call.environment, REQUESTS.proof);
  const { cluster, grants, userid, tokenid, privsep } = request;
  const token = { userid, tokenid, privsep, fullTokenid: fullTokenid(request) };
  const secret = await freshSecret(request);
  const excess = await prove(
    { cluster: cluster.key, token, grants },
    waysIn(call, cluster, token.fullTokenid, secret),
  );
  for (const sentence of excess) call.warn(`token ${token.fullTokenid} on ${cluster.key} ${sentence}`);
  if (request.removeSecrets) await removeFolder(request.secretFolder);
  const how = secret === undefined ? "has" : "was used and has";
  return `token ${token.fullTokenid} on ${cluster.key} ${how} what it needs on ${paths(request)}`;
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

/** A file that holds no secret is a leftover of a killed run; without it the login proves as well. */
async function freshSecret({ secretFolder }: ProofRequest): Promise<string | undefined> {
  const content = await readNewest(secretFolder);
  return isSecret(content) ? content : undefined;
}

function paths({ grants }: ProofRequest): string {
  return [...new Set(grants.map(({ path }) => path))].join(", ") || "no path";
}
