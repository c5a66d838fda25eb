/** Who can do what on which path: the answer to the page's question, without the page. */
import type {
  AccessReview,
  ReviewedCluster,
  ReviewedGroup,
  ReviewedToken,
  ReviewedUser,
  Right,
} from "../json";
import { hasRights, ownerOf } from "../words";

/** What is asked. An empty text asks for anything. */
export interface Question {
  readonly privilege: string;
  /** Any path, also one that no ACL entry names. */
  readonly path: string;
  /** `<stack>/<cluster>` */
  readonly cluster: string;
  /** Part of a name, a comment or a group. */
  readonly who: string;
}

/** A right, as it counts on the path that was asked for. */
export interface Found {
  readonly right: Right;
  /** The path that was asked for, or the right's own. */
  readonly path: string;
  /** What counts there. */
  readonly privileges: readonly string[];
  /** Whether the privilege is among them; `perhaps` if a role is not known. */
  readonly can: "yes" | "perhaps";
}

export interface FoundToken {
  readonly token: ReviewedToken;
  readonly found: readonly Found[];
}

export interface FoundUser {
  readonly user: ReviewedUser;
  readonly found: readonly Found[];
  readonly tokens: readonly FoundToken[];
}

export interface FoundGroup {
  readonly group: ReviewedGroup;
  readonly found: readonly Found[];
}

export interface Answer {
  readonly cluster: ReviewedCluster;
  readonly users: readonly FoundUser[];
  readonly groups: readonly FoundGroup[];
  /** Users without any right or token, where all are asked for. */
  readonly idle: readonly ReviewedUser[];
}

/** Whether it is asked what somebody can do, and not just who is there. */
export function asksForRights({ privilege, path }: Question): boolean {
  return privilege !== "" || path !== "";
}

/** The answers of the clusters that are asked. */
export function answersTo(question: Question, { clusters }: AccessReview): readonly Answer[] {
  const asked = clusters.filter((one) => question.cluster === "" || ownerOf(one) === question.cluster);
  return asked.map((cluster) => answerOf(cluster, question));
}

function answerOf(cluster: ReviewedCluster, question: Question): Answer {
  const all = !asksForRights(question);
  const isMeant = (...texts: readonly (string | undefined)[]) =>
    texts.some((text) => text?.toLowerCase().includes(question.who.toLowerCase()));
  const users = cluster.users.filter(hasRights).flatMap((user): FoundUser[] => {
    const isUserMeant = isMeant(user.userid, user.comment, ...(user.groups ?? []));
    const found = isUserMeant ? findRights(user.rights, question) : [];
    const tokens = user.tokens
      .filter(({ fullTokenid, comment }) => isUserMeant || isMeant(fullTokenid, comment))
      .map((token) => ({ token, found: findRights(token.rights, question) }))
      .filter((token) => all || token.found.length > 0);
    return found.length > 0 || tokens.length > 0 ? [{ user, found, tokens }] : [];
  });
  const groups = cluster.groups
    .filter(({ groupid, comment, members = [] }) => isMeant(groupid, comment, ...members))
    .map((group) => ({ group, found: findRights(group.rights, question) }))
    .filter(({ found }) => all || found.length > 0);
  const idle = all
    ? cluster.users.filter((user) => !hasRights(user) && isMeant(user.userid, user.comment))
    : [];
  return { cluster, users, groups, idle };
}

function findRights(rights: readonly Right[], { privilege, path }: Question): readonly Found[] {
  const all = path === "" ? rights.map((right) => found(right, right.path)) : onPath(rights, normal(path));
  return all.flatMap((one): Found[] => {
    if (privilege === "" || one.privileges.includes(privilege)) return [{ ...one, can: "yes" }];
    return one.right.unresolved.length > 0 ? [{ ...one, can: "perhaps" }] : [];
  });
}

/** What counts on a path: what is there, else what comes down from the nearest path above. */
function onPath(rights: readonly Right[], path: string): readonly Omit<Found, "can">[] {
  for (let above: string | undefined = path; above !== undefined; above = parent(above)) {
    const right = rights.find((one) => one.path === above);
    if (right === undefined) continue;
    const one = found(right, path);
    return one.privileges.length > 0 || right.unresolved.length > 0 ? [one] : [];
  }
  return [];
}

function found(right: Right, path: string): Omit<Found, "can"> {
  return { right, path, privileges: path === right.path ? right.privileges : right.below };
}

/** As PVE keeps paths: one `/` before each part, none at the end. */
function normal(path: string): string {
  return `/${path
    .split("/")
    .filter((part) => part.trim() !== "")
    .join("/")}`;
}

function parent(path: string): string | undefined {
  return path === "/" ? undefined : path.slice(0, path.lastIndexOf("/")) || "/";
}
