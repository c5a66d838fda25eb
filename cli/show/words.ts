/** What the tree, the diagram and the page say in the same words. Nothing here needs Node: the page's script has it too. */
import { plural } from "../../pve/plural";
import type {
  AccessReview,
  AclGrant,
  Belonging,
  ReviewedCluster,
  ReviewedGroup,
  ReviewedToken,
  ReviewedUser,
  Right,
  Usable,
} from "./json";

/** `<stack>/<cluster>`, as in the marks. */
export function ownerOf({ stack, cluster }: Pick<ReviewedCluster, "stack" | "cluster">): string {
  return `${stack}/${cluster}`;
}

/** Where a cluster was looked at, and by whom. */
export function placeInWords({ endpoint, login, error }: ReviewedCluster): string {
  if (error !== undefined) return endpoint;
  return `${endpoint}, ${login === undefined ? "as described" : `as ${login} sees it`}`;
}

/** Whose something is, as seen from the stack of the cluster. @param own the {@link ownerOf} the cluster */
export function whose({ described, owner }: Belonging, own: string): string {
  if (described) return "ours";
  if (owner === undefined) return "others'";
  return owner === own ? "ours, described no longer" : `of ${owner}`;
}

/** Whether PVE lets it in, and how long. Empty: for good. */
export function useInWords({ expires, refused }: Usable): string {
  if (refused === "expired") return `expired ${dayOf(expires)}`;
  if (refused !== undefined) return refused;
  return expires === undefined || expires === "never" ? "" : `expires ${dayOf(expires)}`;
}

/** How a token's rights come from its user's. */
export function separationInWords({ privilegeSeparation }: ReviewedToken): string {
  if (privilegeSeparation === undefined) return "";
  return privilegeSeparation ? "privilege separation" : "has what its user has";
}

/** What `root@pam` can do. */
export const UNLIMITED_IN_WORDS = "every privilege everywhere, whatever it is granted";

/** Why nothing is told of a user or a group but its name, in the source that it comes from. */
function unknownInWords(source: AccessReview["source"]): string {
  return source === "pve" ? "not shown to this login" : "is there already";
}

/** What else there is to say of a user. */
export function userInWords(user: ReviewedUser, source: AccessReview["source"]): readonly string[] {
  const { enabled, described, groups = [], unlimited } = user;
  return [
    ...(enabled === undefined && !described ? [unknownInWords(source)] : []),
    ...(groups.length === 0 ? [] : [`in ${groups.join(", ")}`]),
    ...(unlimited ? [UNLIMITED_IN_WORDS] : []),
  ];
}

/** Whether nothing at all is granted to a token that has nothing from its user alone. */
export function isWithoutRights({ privilegeSeparation, rights }: ReviewedToken): boolean {
  return privilegeSeparation === true && rights.length === 0;
}

/** Whether a user or a token has anything that a review is about. */
export function hasRights({ rights, tokens }: Pick<ReviewedUser, "rights" | "tokens">): boolean {
  return rights.length > 0 || tokens.length > 0;
}

/** An ACL entry, as one part of a right: its role, and its {@link notesOn}. */
export function grantInWords(grant: AclGrant, path: string, holder: Holder): string {
  const notes = notesOn(grant, path, holder);
  return notes === "" ? grant.roleid : `${grant.roleid} (${notes})`;
}

/**
 * What of an ACL entry is not as a reader of a right expects.
 * @param path where the right is
 * @param holder whose right it is: an entry that is not of the same is what a reviewer looks for
 */
export function notesOn(grant: AclGrant, path: string, holder: Holder): string {
  const { subject, propagate, described } = grant;
  return [
    ...(subject.ugid === holder.ugid ? [] : [`by ${subject.type} ${subject.ugid}`]),
    ...(grant.path === path ? [] : [`from ${grant.path}`]),
    ...(propagate ? [] : ["this path only"]),
    ...(described === holder.described ? [] : [described ? "ours" : "others'"]),
  ].join(", ");
}

/** Whose rights are told. */
export interface Holder extends Pick<Belonging, "described"> {
  /** As ACL entries name it: a userid, a full token id or a groupid. */
  readonly ugid: string;
}

/** Who is in a group. Of a description, it does not say who else is. */
export function membersInWords({ members }: ReviewedGroup, source: AccessReview["source"]): string {
  if (members === undefined) return unknownInWords(source);
  if (members.length > 0) return `with ${members.join(", ")}`;
  return source === "pve" ? "nobody is in it" : "";
}

/** Where a right counts. */
export function scopeInWords({ path, on }: Pick<Right, "path" | "on">): string {
  return on === "below" ? `below ${path}` : path;
}

/** How many privileges: what else they come to, the roles do not say. */
export function extentInWords({ privileges, withheld, unresolved }: Right): string {
  const held = privileges.length;
  if (unresolved.length > 0)
    return held === 0
      ? "privileges not known here"
      : `${plural(held, "privilege")}, and what ${unresolved.join(" and ")} has`;
  if (withheld.length === 0) return held === 0 ? "nothing" : plural(held, "privilege");
  const why = withheld.length > FEW ? "its user has no more" : `its user lacks ${withheld.join(", ")}`;
  return `${held} of ${plural(held + withheld.length, "privilege")}: ${why}`;
}

/** As many names are said. */
const FEW = 3;

/** The day of a time. A term counts from the issue of a token's secret. */
function dayOf(expires = ""): string {
  return /^\d{4}-\d\d-\d\d/.exec(expires)?.[0] ?? `${expires} after its issue`;
}
