import { type AclEntry, aclSettings, listAcl, putAcl, sameEntry } from "../objects/acl";
import { isKind } from "../wire/absent";
import type { PveClient } from "../wire/client";
import { UserError } from "../user-error";
import { fullTokenid } from "../objects/identity";
import { type Ownership, accept } from "./reconcile";
import { secretOf } from "../objects/secret";
import { isNeeded } from "../privileges/need";
import type { Settings } from "../objects/settings";
import type { AclSpec, TokenSpec } from "../spec";
import { createToken, deleteToken, observeToken, regenerateToken, tokenSettings } from "../objects/token";
import { observeUser } from "../objects/user";
import { fetchVersion } from "../privileges/version";
import { inRounds, write } from "./write";

/** A token whose secret is wanted. */
export interface TokenIssue extends Ownership {
  readonly spec: TokenSpec;
  /** The ACL entries of the description: a token that is created again has lost them. */
  readonly acl: readonly AclSpec[];
}

/** A fresh secret. It is nowhere else: whoever gets this keeps it or loses it. */
export interface Issued {
  readonly did: "created" | "renewed";
  readonly secret: string;
}

/**
 * Creates the token, or gives the one that is ours a new secret. The former secret is dead when this returns.
 *
 * | there        | → |
 * |--------------|---|
 * | nothing      | create, put its ACL entries back |
 * | ours, adopted| `regenerate`; on a node that does not know it: delete, create, put its ACL entries back |
 * | not ours     | refuse, nothing is changed |
 *
 * A reply that was lost took the secret along; the next round finds the token as ours and renews it.
 */
export async function issueToken(client: PveClient, issue: TokenIssue): Promise<Issued> {
  const { spec } = issue;
  // Entries that a deleted token had are remembered across rounds: after the delete PVE no longer shows them.
  let entries: readonly AclEntry[] = await neededOn(
    client,
    issue.acl.filter((entry) => isFor(entry, spec)),
  );
  return inRounds(async () => {
    const observed = await observeToken(client, spec);
    const wanted = { knownBy: "mark", wanted: tokenSettings(spec) } as const;
    const decision = accept(wanted, issue, observed, false);
    if (decision.action === "create") {
      return { did: "created", secret: await create(client, spec, decision.settings, entries) };
    }
    const changed = decision.action === "update" ? decision.settings : {};
    const renewed = await regenerate(client, spec, changed);
    if (renewed !== undefined) return { did: "renewed", secret: renewed };
    entries = union(
      (await listAcl(client)).filter((entry) => isFor(entry, spec)),
      entries,
    );
    await write(deleteToken(client, spec));
    const settings = { ...observed?.settings, ...changed };
    return { did: "renewed", secret: await create(client, spec, settings, entries) };
  });
}

async function create(
  client: PveClient,
  spec: TokenSpec,
  settings: Settings,
  entries: readonly AclEntry[],
): Promise<string> {
  if ((await observeUser(client, spec.userid)) === undefined) {
    throw new UserError(`token ${fullTokenid(spec)}: there is no user ${spec.userid} at ${client.endpoint}.`);
  }
  const secret = secretOf(await write(createToken(client, spec, settings)), client.endpoint);
  for (const entry of entries) await putBack(client, entry);
  return secret;
}

/** Undefined if the node does not know the parameter; it has changed nothing then. */
async function regenerate(
  client: PveClient,
  spec: TokenSpec,
  changed: Settings,
): Promise<string | undefined> {
  try {
    return secretOf(await write(regenerateToken(client, spec, changed)), client.endpoint);
  } catch (error) {
    if (isKind(error, "unknown-parameter")) return undefined;
    throw error;
  }
}

/** An entry whose role is not there yet is left to the one who describes it. */
async function putBack(client: PveClient, entry: AclEntry): Promise<void> {
  try {
    await inRounds(() => write(putAcl(client, entry, aclSettings(entry))));
  } catch (error) {
    if (!isKind(error, "missing")) throw error;
  }
}

/** What a version has no use for is not put back. */
async function neededOn(client: PveClient, entries: readonly AclSpec[]): Promise<readonly AclEntry[]> {
  if (entries.every((entry) => entry.privileges === undefined)) return entries;
  const version = await fetchVersion(client);
  return entries.filter((entry) => isNeeded(entry, version));
}

function isFor({ subject }: AclEntry, spec: TokenSpec): boolean {
  return subject.type === "token" && subject.ugid === fullTokenid(spec);
}

function union(first: readonly AclEntry[], second: readonly AclEntry[]): readonly AclEntry[] {
  return [...first, ...second.filter((entry) => !first.some((other) => sameEntry(entry, other)))];
}
