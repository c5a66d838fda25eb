import { backOff } from "exponential-backoff";
import { isKind } from "../wire/absent";
import type { PveClient } from "../wire/client";
import { type Expected, findExcess } from "./excess";
import { excessInWords } from "./excess-origin";
import { fullTokenid } from "../objects/identity";
import { gives } from "../privileges/need";
import { type PrivilegesOnPath, effectivePrivileges, permissionsOverview } from "./permissions";
import type { Lack } from "./lack";
import { type ProvenAccess, explainLacks } from "./faults";
import { explainRefusal } from "./refusal";
import type { Login } from "./reachable";
import { privilegesFor } from "../objects/role";
import type { Grant, ProofRequest } from "../spec";
import { TokenGone, observeToken } from "../objects/token";
import { type PveVersion, fetchVersion } from "../privileges/version";

/** What has to hold. */
export interface Proof extends ProvenAccess {
  readonly grants: readonly Grant[];
}

/** What a request asks to be proven. */
export function proofOf(request: ProofRequest): Proof {
  const { cluster, userid, tokenid, privsep, grants, context } = request;
  return {
    cluster: cluster.key,
    token: { userid, tokenid, privsep, fullTokenid: fullTokenid(request) },
    grants,
    context,
  };
}

/** The ways in. `token` uses the new token by itself; it is missing when its secret is not at hand. */
export interface ProofClients {
  readonly login: Login;
  readonly token: (() => Promise<PveClient>) | undefined;
}

/** Other nodes of a cluster may learn a new secret a moment later. */
const FRESH_TOKEN_RETRY = { numOfAttempts: 4, startingDelay: 250, timeMultiple: 2 };

/**
 * Uses the token, or asks for its effective privileges, and compares them with the grants.
 * @returns what it has beyond them, as sentences
 * @throws TokenGone if there is no such token
 * @throws UserError that names each path, the privileges that are missing there, and what helps
 */
export async function prove(proof: Proof, clients: ProofClients): Promise<readonly string[]> {
  const { lacks, expected, held } = await measure(proof, clients);
  if (lacks.length > 0) throw await explainLacks(lacks, proof, clients.login);
  return excessInWords(findExcess(held, expected), proof.token, clients.login);
}

/** What the token may do, beside what was granted. */
interface Measured {
  readonly lacks: readonly Lack[];
  readonly expected: readonly Expected[];
  readonly held: ReadonlyMap<string, PrivilegesOnPath>;
}

async function measure(proof: Proof, clients: ProofClients): Promise<Measured> {
  const { token } = proof;
  if (clients.token === undefined) {
    const client = await clients.login();
    if ((await observeToken(client, token)) === undefined) throw new TokenGone(token, proof.cluster);
    return measureAll(client, proof, token.fullTokenid);
  }
  const client = await clients.token();
  try {
    return await backOff(() => measureAll(client, proof), {
      ...FRESH_TOKEN_RETRY,
      retry: (error: unknown) => isKind(error, "unauthorized"),
    });
  } catch (error) {
    throw isKind(error, "unauthorized") ? await explainRefusal(token, proof.cluster, clients.login) : error;
  }
}

async function measureAll(client: PveClient, proof: Proof, userid?: string): Promise<Measured> {
  const version = await fetchVersion(client);
  const resolved = (grants: readonly Grant[]) =>
    grants
      .filter(({ privileges }) => gives(privileges, version))
      .map((grant) => ({ grant, wanted: wantedOn(grant, version) }));
  const granted = resolved(proof.grants);
  const lacks: Lack[] = [];
  for (const { grant, wanted } of granted) {
    const lack = lackOf(grant, wanted, await effectivePrivileges(client, grant.path, userid));
    if (lack.missing.length > 0 || lack.local.length > 0) lacks.push(lack);
  }
  const expected = [...granted, ...resolved(proof.context.further)].map(({ grant, wanted }) => {
    return { path: grant.path, propagate: grant.propagate, privileges: wanted };
  });
  return { lacks, expected, held: await permissionsOverview(client, userid) };
}

function wantedOn({ roleid, privileges }: Grant, version: PveVersion): readonly string[] {
  return privilegesFor(roleid, privileges, version);
}

function lackOf(grant: Grant, wanted: readonly string[], held: PrivilegesOnPath): Lack {
  const missing = wanted.filter((name) => !held.has(name));
  const local = grant.propagate ? wanted.filter((name) => held.get(name) === false) : [];
  return { grant, wanted, missing, local };
}
