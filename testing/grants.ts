import { NO_ACCESS, pathsAbove } from "../pve/names";
import {
  type AclSpec,
  type ObjectSpec,
  type RoleSpec,
  type TokenSpec,
  fullTokenid,
  nameOf,
} from "../pve/spec";
import type { ClusterAccess } from "./synthesized";

/** What a stack says to a question about one cluster. */
export type Answer =
  | { readonly is: "granted" }
  /** `why` is a sentence without a full stop. */
  | { readonly is: "lacking" | "unknown"; readonly why: string };

/** Who has it, and where. */
export interface GrantPlace {
  /** A userid, a groupid or a full token id. */
  readonly to: string;
  /** Such as `/` or `/pool/lab`. */
  readonly on: string;
  /** The cluster's key. @default - every cluster of the stack; behind `.not`, none of them */
  readonly cluster?: string;
}

/** Where a token is. */
export type TokenPlace = Pick<GrantPlace, "cluster">;

const GRANTED: Answer = { is: "granted" };

/** Whether the subject has the role by an ACL entry for exactly this path. */
export function roleAnswer(access: ClusterAccess, roleid: string, { to, on }: GrantPlace): Answer {
  const found = aclOf(access, to).some((entry) => entry.path === on && entry.roleid === roleid);
  return found ? GRANTED : { is: "lacking", why: `no ACL entry on ${on} grants ${roleid} to ${to}` };
}

/** Whether the subject has the privilege on the path. With privilege separation both token and user need it. */
export function privilegeAnswer(access: ClusterAccess, privilege: string, place: GrantPlace): Answer {
  const token = tokenOf(access, place.to);
  if (token === undefined) return ownAnswer(access, privilege, place);
  const ofUser = userAnswer(access, privilege, { ...place, to: token.userid });
  const own = token.privsep ? ownAnswer(access, privilege, place) : GRANTED;
  const both = [ofUser, own];
  return both.find(({ is }) => is === "lacking") ?? both.find(({ is }) => is === "unknown") ?? GRANTED;
}

/** What a user whom others keep has beside its entries here, only PVE knows. */
function userAnswer(access: ClusterAccess, privilege: string, place: GrantPlace): Answer {
  const answer = ownAnswer(access, privilege, place);
  if (answer.is !== "lacking" || isDescribed(access, `user ${place.to}`)) return answer;
  return unknownOf(privilege, place, `user ${place.to}`);
}

/** Whether the cluster gets the API token. */
export function tokenAnswer(access: ClusterAccess, full: string): Answer {
  if (tokenOf(access, full) !== undefined) return GRANTED;
  return { is: "lacking", why: `nothing describes the API token ${full}` };
}

function tokenOf({ objects }: ClusterAccess, full: string): TokenSpec | undefined {
  return objects.find(
    (object): object is TokenSpec => object.kind === "token" && fullTokenid(object) === full,
  );
}

/**
 * PVE counts the entries of one level only: those on the path, else the nearest above that propagate. On a level, a user's own
 * hide those of its groups.
 */
function ownAnswer(access: ClusterAccess, privilege: string, { to, on }: GrantPlace): Answer {
  const own = aclOf(access, to);
  const ofGroups = groupsOf(access, to).flatMap((groupid) => aclOf(access, groupid));
  for (const level of [on, ...pathsAbove(on)]) {
    const applies = ({ path, propagate }: AclSpec) => path === level && (level === on || propagate);
    const counting = own.some(applies) ? own.filter(applies) : ofGroups.filter(applies);
    if (counting.length > 0) return levelAnswer(access, privilege, counting, `${to} has on ${level}`);
  }
  const others = groupsOf(access, to).find((groupid) => !isDescribed(access, `group ${groupid}`));
  if (others !== undefined) return unknownOf(privilege, { to, on }, `group ${others}`);
  return { is: "lacking", why: `no ACL entry gives ${to} anything on ${on}` };
}

function isDescribed({ objects }: ClusterAccess, name: string): boolean {
  return objects.some((object) => nameOf(object) === name);
}

function unknownOf(privilege: string, { to, on }: GrantPlace, others: string): Answer {
  const why = `whether ${to} has ${privilege} on ${on} is not known: the stack does not describe ${others}`;
  return { is: "unknown", why };
}

function levelAnswer(
  { objects }: ClusterAccess,
  privilege: string,
  entries: readonly AclSpec[],
  subject: string,
): Answer {
  const roleids = entries.map(({ roleid }) => roleid);
  const without: Answer = { is: "lacking", why: `${subject} ${roleids.join(", ")}, without ${privilege}` };
  if (roleids.includes(NO_ACCESS)) return without;
  const answers = roleids.map((roleid) => heldBy(roleid, objects, privilege));
  return answers.find(({ is }) => is === "granted") ?? answers.find(({ is }) => is === "unknown") ?? without;
}

/** Whether a role holds a privilege, as far as the stack can tell before a node was asked. */
function heldBy(roleid: string, objects: readonly ObjectSpec[], privilege: string): Answer {
  const role = objects.find(
    (object): object is RoleSpec => object.kind === "role" && object.roleid === roleid,
  );
  const lacking: Answer = { is: "lacking", why: `role ${roleid} lacks ${privilege}` };
  if (role === undefined)
    return {
      is: "unknown",
      why: `whether role ${roleid} holds ${privilege} is not known: the stack does not describe it`,
    };
  const { privileges: source } = role;
  if ("list" in source) return source.list.includes(privilege) ? GRANTED : lacking;
  // Where profiles are confined, the node's version decides whether there is an entry at all.
  if (!("on" in source)) {
    if (source.add.includes(privilege)) return GRANTED;
    if (source.remove.includes(privilege)) return lacking;
  }
  return {
    is: "unknown",
    why:
      `whether role ${roleid} holds ${privilege} is not known: profile ${source.profiles.join(", ")} is resolved by the ` +
      "node. Give the cluster a pveVersion to have it resolved at synth",
  };
}

/** The groups that a user is described to be in. */
function groupsOf({ objects }: ClusterAccess, userid: string): readonly string[] {
  return objects.flatMap((object) =>
    object.kind === "user" && object.userid === userid ? (object.groups ?? []) : [],
  );
}

function aclOf({ objects }: ClusterAccess, ugid: string): AclSpec[] {
  return objects.filter((object) => object.kind === "acl").filter(({ subject }) => subject.ugid === ugid);
}
