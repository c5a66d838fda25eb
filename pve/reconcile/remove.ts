import { deleteAcl, listAcl, observeAcl } from "../objects/acl";
import type { PveClient } from "../wire/client";
import { type Identity, describe } from "../objects/identity";
import { isMadeBy } from "../objects/mark";
import { deleteRole, observeRole } from "../objects/role";
import type { Observed } from "../objects/settings";
import type { RemovalPolicy } from "../spec";
import { deleteToken, observeToken } from "../objects/token";
import { deleteUser, observeUser } from "../objects/user";
import { inRounds, write } from "./write";

/** What decides whether an object may be deleted. */
export interface Removal {
  readonly owner: string;
  readonly adopt: boolean;
  readonly removalPolicy: RemovalPolicy;
}

/** What became of the object; `kept` says why it is still there. */
export type Removed =
  { readonly did: "deleted" | "missing" } | { readonly did: "kept"; readonly why: string };

/**
 * Deletes what is ours, and says why if it keeps something. What is already gone is no error, and drift of the
 * settings does not stop it.
 */
export async function remove(client: PveClient, identity: Identity, removal: Removal): Promise<Removed> {
  if (removal.removalPolicy === "retain") return kept("removalPolicy is `retain`");
  return inRounds(async () => {
    const observed = await observe(client, identity);
    if (observed === undefined) return { did: "missing" };
    const why =
      foreign(identity, observed, removal) ?? (await inUse(client, identity, observed, removal.owner));
    if (why !== undefined) return kept(why);
    await write(deleteOne(client, identity));
    return { did: "deleted" };
  });
}

function kept(why: string): Removed {
  return { did: "kept", why };
}

function observe(client: PveClient, identity: Identity): Promise<RemovalView | undefined> {
  switch (identity.kind) {
    case "user":
      return observeUser(client, identity.userid);
    case "role":
      return observeRole(client, identity.roleid);
    case "acl":
      return observeAcl(client, identity);
    case "token":
      return observeToken(client, identity);
  }
}

/** An observed object; a user comes with the comments of its tokens. */
type RemovalView = Observed & { readonly tokens?: Readonly<Record<string, string>> };

function foreign(identity: Identity, observed: Observed, removal: Removal): string | undefined {
  if (observed.builtIn === true) return "it is built into PVE";
  if (identity.kind === "user" && identity.userid === "root@pam") return "PVE needs it";
  if (removal.removalPolicy === "delete") return undefined;
  if (identity.kind === "role" || identity.kind === "acl")
    return removal.adopt ? "it was adopted" : undefined;
  const comment = String(observed.settings["comment"] ?? "");
  return isMadeBy(removal.owner, comment) ? undefined : "its comment does not say that we made it";
}

/** PVE deletes with a user its tokens, and with a role its ACL entries; what is not ours among them stays. */
async function inUse(
  client: PveClient,
  identity: Identity,
  { tokens = {} }: RemovalView,
  owner: string,
): Promise<string | undefined> {
  if (identity.kind === "user") {
    const others = Object.entries(tokens).filter(([, comment]) => !isMadeBy(owner, comment));
    return others.length === 0
      ? undefined
      : `it has tokens that we did not make: ${others.map(([id]) => id).join(", ")}`;
  }
  if (identity.kind !== "role") return undefined;
  const users = (await listAcl(client)).filter((entry) => entry.roleid === identity.roleid);
  const entries = users.map((entry) => describe({ kind: "acl", ...entry }));
  return entries.length === 0 ? undefined : `it is still used by ${entries.join(", ")}`;
}

function deleteOne(client: PveClient, identity: Identity): Promise<void> {
  switch (identity.kind) {
    case "user":
      return deleteUser(client, identity.userid);
    case "role":
      return deleteRole(client, identity.roleid);
    case "acl":
      return deleteAcl(client, identity);
    case "token":
      return deleteToken(client, identity);
  }
}
