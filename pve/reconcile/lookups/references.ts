import { isPast } from "../../names";
import { type Seen, privilegesOn } from "../../objects";
import { type AclSpec, type ObjectSpec, type TokenSpec, nameOf, needsOf } from "../../spec";
import type { PveClient } from "../../wire";
import { type Look, hint } from "./inventory";

/** What is about to be made and refers to other objects. */
export interface Referring {
  readonly grants: readonly AclSpec[];
  readonly tokens: readonly TokenSpec[];
  /** Everything that is described. */
  readonly objects: readonly ObjectSpec[];
}

/**
 * Looks up the roles, users, tokens and groups that are referred to and not described: PVE would refuse them in the middle of a
 * deploy. What the login may not see is left to PVE.
 * @returns a sentence for each that is not there
 */
export async function checkReferences(
  look: Look,
  { grants, tokens, objects }: Referring,
  seen: Seen,
  cluster: string,
): Promise<readonly string[]> {
  const described = new Set(objects.map(nameOf));
  const open = [...grants, ...tokens]
    .flatMap(referencesOf)
    .filter(({ kind, name }) => !described.has(`${kind} ${name}`) && (kind === "role" || seesUsers(look)));
  const known: Readonly<Record<Reference["kind"], readonly string[]>> = {
    role: [...seen.roles.keys()],
    user: [...seen.users.keys()],
    token: tokenNames(seen),
    group: open.some(({ kind }) => kind === "group") ? await groupNames(look.client) : [],
  };
  const missing = open
    .filter(({ kind, name }) => !known[kind].includes(name))
    .map(
      ({ by, kind, name }) =>
        `${by}: ${cluster} has no ${kind} ${name}, and none is described.${hint(name, known[kind])}`,
    );
  const unusable = tokens
    .filter(({ userid }) => !described.has(`user ${userid}`))
    .flatMap((token) => unusableFault(token, seen, cluster) ?? []);
  return [...new Set([...missing, ...unusable])];
}

/** A token of a user that others keep works only if that user may log in. */
function unusableFault(token: TokenSpec, { users }: Seen, cluster: string): string | undefined {
  const { enable, expire } = users.get(token.userid)?.settings ?? {};
  const isExpired = typeof expire === "number" && isPast(expire);
  if (enable !== false && !isExpired) return undefined;
  const why = isExpired ? "has expired" : "is disabled";
  return `${nameOf(token)}: its user ${why} on ${cluster}, so PVE would refuse the token. Whoever keeps that user has to mend it.`;
}

interface Reference {
  /** What refers to it. */
  readonly by: string;
  readonly kind: "role" | "user" | "token" | "group";
  readonly name: string;
}

function referencesOf(object: AclSpec | TokenSpec): readonly Reference[] {
  const by = object.kind === "acl" ? `ACL path ${object.path}` : nameOf(object);
  return needsOf(object).map((needed) => {
    const [kind = "", name = ""] = needed.split(" ");
    return { by, kind: kind as Reference["kind"], name };
  });
}

/** PVE leaves out of its lists whom the caller has no right to see. */
function seesUsers({ permissions }: Look): boolean {
  const held = privilegesOn(permissions, "/access/groups");
  return held.has("Sys.Audit") || held.has("User.Modify");
}

function tokenNames({ users }: Seen): readonly string[] {
  return [...users].flatMap(([userid, { tokens }]) =>
    [...tokens.keys()].map((tokenid) => `${userid}!${tokenid}`),
  );
}

/** `GET /access/groups` */
async function groupNames(client: PveClient): Promise<readonly string[]> {
  const answer = await client.get<readonly { readonly groupid?: unknown }[] | null>("/access/groups");
  return (answer ?? []).map(({ groupid }) => String(groupid));
}
