import { connectQuietly } from "../pve/wire/connect";
import { describe } from "../pve/objects/identity";
import { issueToken } from "../pve/reconcile/issue";
import { UserError } from "../pve/user-error";
import { pveObject } from "../pve/reconcile/object";
import { type Outcome, claim, ensure } from "../pve/reconcile/reconcile";
import { type Removed, remove } from "../pve/reconcile/remove";
import { TokenGone } from "../pve/objects/token";
import { ENVIRONMENT, type ObjectKind, type RemovalRequest } from "../pve/spec";
import { ensurePrivate, openPrivateFile, writePrivateFile } from "../files/private-file";
import { unlessGone } from "./forget";
import { readFreshSecret } from "./fresh-secret";
import type { Call } from "./io";
import { readIdentity, readObject, readPlannedObject, readRequest, readVariable } from "./request";
import { REQUESTS } from "./request-shapes";

/** `claim <kind>` */
export async function claimObject(kind: ObjectKind, call: Call): Promise<string> {
  const { object, ownership, name } = await bind(kind, call, readObject);
  const there = await claim(object, ownership);
  return `${name} is ${there ? "there and may be used" : "not there yet and may be created"}`;
}

/** `ensure <kind>` */
export async function ensureObject(kind: ObjectKind, call: Call): Promise<string> {
  const { object, ownership, name } = await bind(kind, call, readPlannedObject);
  try {
    return ensured(await ensure(object, ownership), name);
  } catch (error) {
    throw error instanceof TokenGone ? await reissueNext(error, call) : error;
  }
}

/** Leaves the marker by which the next deploy issues a deleted token again, if the cluster is reconciled. */
async function reissueNext(error: TokenGone, { environment }: Call): Promise<Error> {
  const marker = environment[ENVIRONMENT.lost];
  if (marker === undefined) return error;
  await writePrivateFile(marker, "");
  return new UserError(`${error.message} Or just deploy again from this folder, which does the same.`);
}

function ensured(outcome: Outcome, name: string): string {
  switch (outcome.did) {
    case "created":
      return `created ${name}`;
    case "updated":
      return `updated ${name} (${outcome.changed.join(", ")})`;
    case "nothing":
      return `${name} is as wanted`;
    case "retired":
      return `${name} is not needed on this version of PVE`;
  }
}

/** `delete <kind>` */
export async function deleteObject(kind: ObjectKind, call: Call): Promise<string> {
  const request = readRequest(call.environment, REQUESTS.removal);
  const identity = readIdentity(call.environment, kind);
  const name = `${describe(identity)} on ${request.cluster.key}`;
  const removal = async (environment: NodeJS.ProcessEnv) => {
    const client = await connectQuietly(request.cluster, { environment, notice: call.warn });
    return removed(await remove(client, identity, request), name, call);
  };
  return unlessGone(call.environment, request.cluster.key, removal, () => {
    call.warn(
      `${request.cluster.key} cannot be reached and was given up: if it ever comes back, ${name} is still there.`,
    );
    return `forgot ${name}`;
  });
}

function removed(result: Removed, name: string, call: Call): string {
  switch (result.did) {
    case "deleted":
      return `deleted ${name}`;
    case "missing":
      return `${name} is already gone`;
    case "kept":
      call.warn(`${name} is kept: ${result.why}.`);
      return `kept ${name}`;
  }
}

/** `issue token`: whatever can fail on disk fails before there is a secret. */
export async function issue(call: Call): Promise<string> {
  const request = readRequest(call.environment, REQUESTS.issue);
  const spec = readObject(call.environment, request, "token");
  const secretFile = readVariable(call.environment, ENVIRONMENT.secretFile);
  if (spec.kind !== "token") throw new TypeError(`${describe(spec)} is no token`);
  const client = await connectQuietly(request.cluster, { environment: call.environment, notice: call.warn });
  for (const file of request.stateFiles) ensurePrivate(file);
  const file = await openPrivateFile(secretFile);
  try {
    const { did, secret } = await issueToken(client, { spec, acl: request.acl, ...ownershipOf(request) });
    await file.commit(`${secret}\n`);
    if (did === "created" && request.secret === "state") {
      call.warn(
        `the Terraform state holds the secret of ${describe(spec)}, and so does the variables file: guard both ` +
          'like a password, or encrypt the state (SECURITY.md, "The state").',
      );
    }
    return did === "created"
      ? `created ${describe(spec)} on ${request.cluster.key}`
      : `renewed the secret of ${describe(spec)} on ${request.cluster.key}`;
  } finally {
    await file.discard();
  }
}

/** `confirm issue`: a secret that is not in its file was never issued, or is lost. */
export async function confirmIssue(call: Call): Promise<string> {
  const secretFile = readVariable(call.environment, ENVIRONMENT.secretFile);
  if ((await readFreshSecret(secretFile)) === undefined) return issue(call);
  const request = readRequest(call.environment, REQUESTS.issue);
  const spec = readObject(call.environment, request, "token");
  return `the secret of ${describe(spec)} on ${request.cluster.key} is there`;
}

async function bind(kind: ObjectKind, { environment, warn }: Call, read: typeof readObject) {
  const request = readRequest(environment, REQUESTS.object);
  const spec = read(environment, request, kind);
  const client = await connectQuietly(request.cluster, { environment, notice: warn });
  const object = await pveObject(client, spec, request.cluster.key);
  return {
    object,
    ownership: { spec, ...ownershipOf(request) },
    name: `${describe(spec)} on ${request.cluster.key}`,
  };
}

function ownershipOf({ owner, adopt, cluster }: RemovalRequest) {
  return { owner, adopt, cluster: cluster.key };
}
