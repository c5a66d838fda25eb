import { isPast } from "../../names";
import { type Seen, privilegesOn } from "../../objects";
import { type AclSpec, type ObjectSpec, type TokenSpec, type UserSpec, nameOf, needsOf } from "../../spec";
import { type Look, hint } from "./inventory";

/** What is about to be made and refers to other objects. */
export interface Referring {
  /** Users whose groups are set. */
  readonly members: readonly UserSpec[];
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
export function checkReferences(
  look: Look,
  { members, grants, tokens, objects }: Referring,
  seen: Seen,
  cluster: string,
): readonly string[] {
  const described = new Set(objects.map(nameOf));
  const open = [...members, ...grants, ...tokens]
    .flatMap(referencesOf)
    .filter((reference) => !described.has(`${reference.kind} ${reference.name}`) && isSeen(reference, look));
  const known: Readonly<Record<Reference["kind"], readonly string[]>> = {
    role: [...seen.roles.keys()],
    user: [...seen.users.keys()],
    token: tokenNames(seen),
    group: [...seen.groups.keys()],
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

function referencesOf(object: UserSpec | AclSpec | TokenSpec): readonly Reference[] {
  const by = object.kind === "acl" ? `ACL path ${object.path}` : nameOf(object);
  return needsOf(object).map((needed) => {
    const [kind = "", name = ""] = needed.split(" ");
    return { by, kind: kind as Reference["kind"], name };
  });
}

/** PVE leaves out of its lists what the caller has no right to see. */
function isSeen({ kind, name }: Reference, { permissions }: Look): boolean {
  if (kind === "role") return true;
  const held = privilegesOn(permissions, kind === "group" ? `/access/groups/${name}` : "/access/groups");
  return ["Sys.Audit", "User.Modify", ...(kind === "group" ? ["Group.Allocate"] : [])].some((privilege) =>
    held.has(privilege),
  );
}

function tokenNames({ users }: Seen): readonly string[] {
  return [...users].flatMap(([userid, { tokens }]) =>
    [...tokens.keys()].map((tokenid) => `${userid}!${tokenid}`),
  );
}
