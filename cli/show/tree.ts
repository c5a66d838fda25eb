import { someOf } from "../../pve/names";
import { plural } from "../../pve/plural";
import type { SafeOutput, Style } from "../terminal";
import type {
  AccessReview,
  AclGrant,
  Belonging,
  ReviewedCluster,
  ReviewedGroup,
  ReviewedToken,
  ReviewedUser,
  Right,
} from "./json";
import {
  type Holder,
  extentInWords,
  grantInWords,
  hasRights,
  isWithoutRights,
  membersInWords,
  ownerOf,
  placeInWords,
  scopeInWords,
  separationInWords,
  useInWords,
  userInWords,
  whose,
} from "./words";

/** A piece of a line. */
type Piece = readonly [text: string, style?: Style | undefined];

/** A line, and what belongs to it. */
interface Branch {
  readonly line: readonly Piece[];
  readonly branches?: readonly Branch[];
}

export interface TreeOptions {
  /** Lists the privileges below each path, instead of their number alone. */
  readonly privileges: boolean;
}

/** Writes a review as a tree for each cluster: user or group → token → path → roles. */
export function writeTree(review: AccessReview, { privileges }: TreeOptions, output: SafeOutput): void {
  for (const [index, cluster] of review.clusters.filter(({ error }) => error === undefined).entries()) {
    if (index > 0) output.write("\n");
    const view = { own: ownerOf(cluster), source: review.source, privileges };
    output.write(ownerOf(cluster), "bold");
    output.write(`  ${placeInWords(cluster)}\n`);
    writeBranches(branchesOf(cluster, view), "", output);
  }
}

function writeBranches(branches: readonly Branch[], indent: string, output: SafeOutput): void {
  for (const [index, { line, branches: inner = [] }] of branches.entries()) {
    const isLast = index === branches.length - 1;
    output.write(`${indent}${isLast ? "└─ " : "├─ "}`, "dim");
    for (const [text, style] of line) output.write(text, style);
    output.write("\n");
    writeBranches(inner, `${indent}${isLast ? "   " : "│  "}`, output);
  }
}

interface View extends TreeOptions {
  readonly own: string;
  readonly source: AccessReview["source"];
}

function branchesOf({ users, groups }: ReviewedCluster, view: View): readonly Branch[] {
  const idle = users.filter((user) => !hasRights(user));
  const all = [
    ...users.filter(hasRights).map((user) => userBranch(user, view)),
    ...groups.map((group) => groupBranch(group, view)),
  ];
  const rest = someOf(idle.map(({ userid }) => userid));
  const line: Piece = [`${plural(idle.length, "user")} without any right or token: ${rest}`, "dim"];
  return idle.length === 0 ? all : [...all, { line: [line] }];
}

function userBranch(user: ReviewedUser, view: View): Branch {
  const { userid, unlimited, rights, tokens } = user;
  const notes = [useInWords(user), ...userInWords(user, view.source)];
  return {
    line: heading("user", userid, user, view, notes),
    branches: [
      ...(unlimited ? [] : rights.map((right) => rightBranch(right, { ...user, ugid: userid }, view))),
      ...tokens.map((token) => tokenBranch(token, view)),
    ],
  };
}

function tokenBranch(token: ReviewedToken, view: View): Branch {
  const notes = [separationInWords(token), useInWords(token)];
  // Without privilege separation these are its user's, which stand above.
  const own = token.privilegeSeparation === false ? [] : token.rights;
  const nothing: Branch = { line: [["nothing is granted to it", "yellow"]] };
  return {
    line: heading("token", token.tokenid, token, view, notes),
    branches: [
      ...own.map((right) => rightBranch(right, { ...token, ugid: token.fullTokenid }, view)),
      ...(isWithoutRights(token) ? [nothing] : []),
      ...token.ignored.map(ignoredBranch),
    ],
  };
}

function ignoredBranch({ path, roleid }: AclGrant): Branch {
  return {
    line: [
      [path, "cyan"],
      [`  ${roleid}: without effect, since there is no privilege separation`, "yellow"],
    ],
  };
}

function groupBranch(group: ReviewedGroup, view: View): Branch {
  const { groupid, rights } = group;
  return {
    line: heading("group", groupid, group, view, [membersInWords(group, view.source)]),
    branches: rights.map((right) => rightBranch(right, { ...group, ugid: groupid }, view)),
  };
}

/** `user opentofu@pve  ours, expires 2027-01-01` */
function heading(
  kind: string,
  name: string,
  belonging: Belonging & { readonly refused?: string },
  { own }: View,
  notes: readonly string[],
): readonly Piece[] {
  const words = [whose(belonging, own), ...notes].filter((note) => note !== "").join(", ");
  const style = belonging.refused === undefined ? undefined : "yellow";
  return [
    [`${kind} `, "dim"],
    [name, "bold"],
    [`  ${words}`, style],
  ];
}

/** `/pool/lab  opentofu-role, 31 privileges` */
function rightBranch(right: Right, holder: Holder, view: View): Branch {
  const { path, grants, withheld, privileges } = right;
  const roles = grants.map((grant) => grantInWords(grant, path, holder));
  const names = roles.length === 0 ? "no role" : roles.join(" + ");
  const list: Branch = { line: [[privileges.join(" "), "dim"]] };
  return {
    line: [
      [scopeInWords(right), "cyan"],
      [`  ${names}, `],
      [extentInWords(right), withheld.length === 0 ? undefined : "yellow"],
    ],
    branches: view.privileges && privileges.length > 0 ? [list] : [],
  };
}
