import { type Seen, privilegesOn } from "../../objects";
import { type AclSpec, type ObjectSpec, type TokenSpec, nameOf } from "../../spec";
import { type Look, hint, seen as listOf } from "./inventory";

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
  const open = [...grants.flatMap(inGrant), ...tokens.map(inToken)].filter(
    ({ kind, name }) => !described.has(`${kind} ${name}`) && (kind === "role" || seesUsers(look)),
  );
  const groups = open.some(({ kind }) => kind === "group") ? await listOf(look, "group") : undefined;
  const known: Readonly<Record<Reference["kind"], readonly string[]>> = {
    role: [...seen.roles.keys()],
    user: [...seen.users.keys()],
    token: tokenNames(seen),
    group: groups?.names ?? [],
  };
  const faults = open
    .filter(({ kind, name }) => !known[kind].includes(name) && (kind !== "group" || groups?.complete))
    .map(
      ({ by, kind, name }) =>
        `${by}: ${cluster} has no ${kind} ${name}, and none is described.${hint(name, known[kind])}`,
    );
  return [...new Set(faults)];
}

interface Reference {
  /** What refers to it. */
  readonly by: string;
  readonly kind: "role" | "user" | "token" | "group";
  readonly name: string;
}

function inGrant({ path, roleid, subject }: AclSpec): readonly Reference[] {
  const by = `ACL path ${path}`;
  return [
    { by, kind: "role", name: roleid },
    { by, kind: subject.type, name: subject.ugid },
  ];
}

function inToken(token: TokenSpec): Reference {
  return { by: nameOf(token), kind: "user", name: token.userid };
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
