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

/** A right, and whether it answers the question. */
export interface Found {
  readonly right: Right;
  /** The path that was asked for. */
  readonly path?: string;
  /** Whether the privilege is among those of the right; `perhaps` if a role is not known. */
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
  const asked = path === "" ? undefined : normal(path);
  const counting = asked === undefined ? rights : rightsOn(asked, rights);
  return counting.flatMap((right): Found[] => {
    const found = { right, ...(asked !== undefined && { path: asked }) };
    if (privilege === "" || right.privileges.includes(privilege)) return [{ ...found, can: "yes" }];
    return right.unresolved.length > 0 ? [{ ...found, can: "perhaps" }] : [];
  });
}

/** What counts on a path: what is there, else what comes down from the nearest path above. One at most. */
function rightsOn(path: string, rights: readonly Right[]): readonly Right[] {
  for (let level: string | undefined = path; level !== undefined; level = parent(level)) {
    const elsewhere = level === path ? "below" : "path";
    const right = rights.find((one) => one.path === level && one.on !== elsewhere);
    if (right === undefined) continue;
    return right.privileges.length > 0 || right.unresolved.length > 0 ? [right] : [];
  }
  return [];
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
