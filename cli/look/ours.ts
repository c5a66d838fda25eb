/** Whose the objects of a cluster are, for a look that knows no state: their marks tell. */
import { type ObservedUser, type Seen, readMark, settingsIn } from "../../pve/objects";
import type { Claim } from "../../pve/reconcile";
import { type ObjectSpec, type TokenSpec, UNMADE, nameOf } from "../../pve/spec";

/**
 * The claim of a look: what any state of the owner has made is ours. Whoever edits a comment takes our mark out of it; what is around
 * an object still tells whose it is.
 *
 * @param isWritten whether a file of a deploy holds a secret of a token
 */
export function asOurs(
  objects: readonly ObjectSpec[],
  seen: Seen,
  { cluster, owner }: Pick<Claim, "cluster" | "owner">,
  isWritten: (token: TokenSpec) => boolean,
): Claim {
  const known = objects.filter((object) => isToldByOthers(object, { objects, seen, owner, isWritten }));
  const names = known.map((object) => [nameOf(object), undefined] as const);
  return {
    cluster,
    owner,
    state: undefined,
    states: [],
    deployed: known.length === 0 ? undefined : { objects: new Map(names), issues: new Map() },
    begun: new Set(),
    origins: {},
    lost: new Set(),
    mayIssue: () => true,
  };
}

/** Which issue a token's secret is from, only a state tells; a token that is not there has none, and a deploy makes it. */
export function withIssues(objects: readonly ObjectSpec[], { users }: Seen): readonly ObjectSpec[] {
  return objects.map((object) => {
    if (object.kind !== "token" || users.get(object.userid)?.tokens.has(object.tokenid)) return object;
    return { ...object, issue: UNMADE };
  });
}

/** Whether anything that is described carries a mark of the owner. */
export function isDeployed(objects: readonly ObjectSpec[], seen: Seen, owner: string): boolean {
  return objects.some((object) => hasMark(settingsOf(object, seen), owner));
}

/** Whether the settings of a user or a token carry a mark of the owner. */
export function hasMark(settings: ObservedUser["settings"] | undefined, owner: string): boolean {
  return markOf(settings)?.owner === owner;
}

interface Around {
  readonly objects: readonly ObjectSpec[];
  readonly seen: Seen;
  readonly owner: string;
  readonly isWritten: (token: TokenSpec) => boolean;
}

/**
 * Whether something else tells that an object without our mark is ours: of a user, its tokens; of a token, its user or a file of a
 * deploy; of an ACL entry, which has no mark, a described token of its user.
 */
function isToldByOthers(object: ObjectSpec, around: Around): boolean {
  const { objects, seen, owner, isWritten } = around;
  if (object.kind === "acl") {
    const isOurs = (token: TokenSpec) =>
      hasMark(settingsOf(token, seen), owner) || isToldByOthers(token, around);
    return objects.some(
      (other) => other.kind === "token" && other.userid === object.subject.ugid && isOurs(other),
    );
  }
  const settings = settingsOf(object, seen);
  if (settings === undefined || markOf(settings) !== undefined) return false;
  const user = object.kind === "user" || object.kind === "token" ? seen.users.get(object.userid) : undefined;
  if (object.kind === "token") return hasMark(user?.settings, owner) || isWritten(object);
  return [...(user?.tokens.values() ?? [])].some((token) => hasMark(token.settings, owner));
}

function settingsOf(object: ObjectSpec, seen: Seen): ObservedUser["settings"] | undefined {
  return object.kind === "role" || object.kind === "acl" ? undefined : settingsIn(seen, object);
}

function markOf(settings: ObservedUser["settings"] | undefined) {
  const comment = settings?.["comment"];
  return typeof comment === "string" ? readMark(comment) : undefined;
}
