import { backOff } from "exponential-backoff";
import { isKind } from "./absent";
import type { PveClient } from "./client";
import { type Lack, type ProvenToken, explainLacks, explainRefusal } from "./proof-faults";
import { effectivePrivileges } from "./permissions";
import { gives } from "./need";
import { privilegesFor } from "./role";
import type { Grant } from "./spec";
import { TokenGone, observeToken } from "./token";
import { type PveVersion, fetchVersion } from "./version";

/** What has to hold. */
export interface Proof {
  /** The cluster key. */
  readonly cluster: string;
  readonly token: ProvenToken;
  readonly grants: readonly Grant[];
}

/** The ways in. `token` uses the new token by itself; it is missing when its secret is not at hand. */
export interface ProofClients {
  readonly login: () => Promise<PveClient>;
  readonly token: (() => Promise<PveClient>) | undefined;
}

/** Other nodes of a cluster may learn a new secret a moment later. */
const FRESH_TOKEN_RETRY = { numOfAttempts: 4, startingDelay: 250, timeMultiple: 2 };

/**
 * Uses the token, or asks for its effective privileges, and compares them with the grants.
 * @returns what it has beyond them, as sentences
 * @throws TokenGone if there is no such token
 * @throws UserError that names each path, the privileges that are missing there, and the command that helps
 */
export async function prove(proof: Proof, clients: ProofClients): Promise<readonly string[]> {
  const measured = await measure(proof, clients);
  const lacks = measured.flatMap(({ lack }) => lack ?? []);
  if (lacks.length > 0) throw await explainLacks(lacks, proof.token, proof.cluster, clients.login);
  return excess(measured);
}

/** A grant, what the token really has on its path, and what it lacks. */
interface Measured {
  readonly grant: Grant;
  readonly wanted: readonly string[];
  readonly held: ReadonlyMap<string, boolean>;
  readonly lack: Lack | undefined;
}

async function measure(proof: Proof, clients: ProofClients): Promise<readonly Measured[]> {
  const { token } = proof;
  if (clients.token === undefined) {
    const client = await clients.login();
    if ((await observeToken(client, token)) === undefined) throw new TokenGone(token, proof.cluster);
    return measureAll(client, proof.grants, token.fullTokenid);
  }
  const client = await clients.token();
  try {
    return await backOff(() => measureAll(client, proof.grants), {
      ...FRESH_TOKEN_RETRY,
      retry: (error: unknown) => isKind(error, "unauthorized"),
    });
  } catch (error) {
    throw isKind(error, "unauthorized") ? await explainRefusal(token, proof.cluster, clients.login) : error;
  }
}

async function measureAll(
  client: PveClient,
  grants: readonly Grant[],
  userid?: string,
): Promise<readonly Measured[]> {
  const version = await fetchVersion(client);
  const measured: Measured[] = [];
  for (const grant of grants.filter(({ privileges }) => gives(privileges, version)))
    measured.push(await measureOne(client, grant, version, userid));
  return measured;
}

async function measureOne(
  client: PveClient,
  grant: Grant,
  version: PveVersion,
  userid: string | undefined,
): Promise<Measured> {
  const wanted = privilegesFor(grant.roleid, grant.privileges, version);
  const held = await effectivePrivileges(client, grant.path, userid);
  const missing = wanted.filter((name) => !held.has(name));
  const local = grant.propagate ? wanted.filter((name) => held.get(name) === false) : [];
  const complete = missing.length === 0 && local.length === 0;
  return { grant, wanted, held, lack: complete ? undefined : { grant, missing, local } };
}

function excess(measured: readonly Measured[]): readonly string[] {
  return [...new Set(measured.map(({ grant }) => grant.path))].flatMap((path) => {
    const here = measured.filter(({ grant }) => grant.path === path);
    const wanted = new Set(here.flatMap((one) => one.wanted));
    const beyond = [...(here[0]?.held.keys() ?? [])].filter((name) => !wanted.has(name)).sort();
    return beyond.length === 0 ? [] : [`has more than was granted here on ${path}: ${beyond.join(", ")}`];
  });
}
