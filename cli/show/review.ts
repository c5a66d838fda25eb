import { isPast, parseExpiry, parseFullTokenid, termOf } from "../../pve/names";
import {
  type Holder,
  type ObservedUser,
  type Seen,
  type Settings,
  levelsOf,
  readMark,
  rolesOf,
  sameSubject,
  text,
  tokenHolder,
  userHolder,
  withoutMark,
} from "../../pve/objects";
import { type ObjectSpec, fullTokenid, nameOf } from "../../pve/spec";
import { expiryTime } from "../look";
import type {
  Belonging,
  ReviewedCluster,
  ReviewedGroup,
  ReviewedRole,
  ReviewedToken,
  ReviewedUser,
  Usable,
} from "./json";
import { type Grants, grantOf, rightsOf, unlimitedRights } from "./rights";

/** Whom PVE refuses nothing. */
const UNLIMITED = "root@pam";

/** What is reviewed: a cluster, or a description of one. */
export interface Reviewed {
  readonly seen: Seen;
  /** What the stack describes there. */
  readonly objects: readonly ObjectSpec[];
  /** Whether what the user is granted is all in `seen`, so that it limits its tokens with privilege separation. */
  readonly isKnown: (userid: string) => boolean;
}

/** The lists of a {@link ReviewedCluster}. Users and groups that are named by ACL entries alone are among them. */
export function review(reviewed: Reviewed): Pick<ReviewedCluster, "users" | "groups" | "roles"> {
  const { seen, objects } = reviewed;
  const grants: Grants = {
    acl: seen.acl,
    levels: levelsOf(seen.acl),
    roles: rolesOf(seen),
    described: new Set(objects.map(nameOf)),
  };
  return {
    users: [...usersOf(seen)]
      .map(([userid, user]) => reviewedUser(userid, user, reviewed, grants))
      .sort(by(({ userid }) => userid)),
    groups: groupidsOf(seen)
      .map((groupid) => reviewedGroup(groupid, seen, grants))
      .sort(by(({ groupid }) => groupid)),
    roles: rolesIn(seen, objects, grants).sort(by(({ roleid }) => roleid)),
  };
}

type User = Partial<ObservedUser> & Pick<ObservedUser, "tokens">;

/** Those that are listed, and those of whom only ACL entries tell. */
function usersOf({ users, acl }: Seen): ReadonlyMap<string, User> {
  const all = new Map<string, User>(users);
  for (const { subject } of acl) {
    if (subject.type === "group") continue;
    const token = subject.type === "token" ? parseFullTokenid(subject.ugid) : undefined;
    const userid = token?.userid ?? subject.ugid;
    const user = all.get(userid) ?? { tokens: new Map() };
    const tokens =
      token === undefined || user.tokens.has(token.tokenid)
        ? user.tokens
        : new Map([...user.tokens, [token.tokenid, { settings: {} }] as const]);
    all.set(userid, { ...user, tokens });
  }
  return all;
}

function groupidsOf({ groups, acl }: Seen): string[] {
  const named = acl.flatMap(({ subject }) => (subject.type === "group" ? [subject.ugid] : []));
  return [...new Set([...groups.keys(), ...named])];
}

function reviewedUser(userid: string, user: User, reviewed: Reviewed, grants: Grants): ReviewedUser {
  const { settings = {}, groups, tokens } = user;
  const { enable } = settings;
  const unlimited = userid === UNLIMITED;
  const rights = unlimited
    ? unlimitedRights(grants.roles)
    : rightsOf(userHolder(userid, reviewed.seen), grants);
  const own: ReviewedUser = {
    userid,
    ...belonging(`user ${userid}`, settings, grants),
    ...(typeof enable === "boolean" && { enabled: enable }),
    ...usable(settings),
    ...(groups !== undefined && { groups }),
    unlimited,
    rights,
    tokens: [],
  };
  const all = [...tokens].map(([tokenid, token]) =>
    reviewedToken(tokenid, token.settings, own, reviewed, grants),
  );
  return { ...own, tokens: all.sort(by(({ tokenid }) => tokenid)) };
}

function reviewedToken(
  tokenid: string,
  settings: Settings,
  user: ReviewedUser,
  reviewed: Reviewed,
  grants: Grants,
): ReviewedToken {
  const { userid } = user;
  const full = fullTokenid({ userid, tokenid });
  const subject = { type: "token", ugid: full } as const;
  const { privsep } = settings;
  const entries = grants.acl.filter((entry) => sameSubject(entry.subject, subject));
  const { refused, ...own } = usable(settings);
  const reason = REFUSED_WITH_USER[user.refused ?? ""] ?? refused;
  return {
    tokenid,
    fullTokenid: full,
    ...belonging(`token ${full}`, settings, grants),
    ...own,
    ...(reason !== undefined && { refused: reason }),
    ...(typeof privsep === "boolean" && { privilegeSeparation: privsep }),
    rights:
      privsep === false
        ? user.rights
        : rightsOf(separatedHolder({ userid, tokenid }, user, reviewed), grants),
    ignored: privsep === false ? entries.map((entry) => grantOf(entry, grants)) : [],
  };
}

const REFUSED_WITH_USER: Readonly<Record<string, Usable["refused"]>> = {
  disabled: "its user is disabled",
  expired: "its user has expired",
};

/** A token that its user limits, unless the user has everything, or what it has is not known. */
function separatedHolder(
  token: { readonly userid: string; readonly tokenid: string },
  { userid, unlimited }: ReviewedUser,
  { seen, isKnown }: Reviewed,
): Holder {
  const { subject, groups, limit } = tokenHolder({ ...token, privsep: true }, seen);
  return { subject, groups, ...(limit && !unlimited && isKnown(userid) && { limit }) };
}

function reviewedGroup(groupid: string, { groups }: Seen, grants: Grants): ReviewedGroup {
  const group = groups.get(groupid);
  return {
    groupid,
    ...belonging(`group ${groupid}`, group?.settings ?? {}, grants),
    ...(group && { members: group.members }),
    rights: rightsOf({ subject: { type: "group", ugid: groupid }, groups: [] }, grants),
  };
}

/** Those that are granted or described. */
function rolesIn(
  { roles, acl }: Seen,
  objects: readonly ObjectSpec[],
  { described }: Grants,
): ReviewedRole[] {
  const sources = new Map(
    objects.flatMap((object) =>
      object.kind === "role" ? [[object.roleid, object.privileges] as const] : [],
    ),
  );
  const known = [...sources.keys()].filter((roleid) => roles.has(roleid));
  return [...new Set([...acl.map(({ roleid }) => roleid), ...known])].map((roleid) => {
    const privileges = roles.get(roleid)?.privileges;
    const source = sources.get(roleid);
    const resolves = privileges === undefined && source !== undefined && "profiles" in source;
    return {
      roleid,
      described: described.has(`role ${roleid}`),
      ...(privileges !== undefined && { privileges }),
      ...(resolves && { profiles: source.profiles }),
    };
  });
}

/** @param name as the description has it, such as `user opentofu@pve` */
function belonging(name: string, { comment }: Settings, { described }: Grants): Belonging {
  const written = text(comment);
  const owner = readMark(written)?.owner;
  const own = withoutMark(written).trim();
  return {
    described: described.has(name),
    ...(owner !== undefined && { owner }),
    ...(own !== "" && { comment: own }),
  };
}

function usable({ enable, expire }: Settings): Usable {
  const at = momentOf(expire);
  const refused = enable === false ? "disabled" : at !== undefined && isPast(at) ? "expired" : undefined;
  // A term counts from what only a deploy knows.
  const expires =
    at === undefined ? (termOf(expire) === undefined ? undefined : String(expire)) : expiryTime(at);
  return { ...(expires !== undefined && { expires }), ...(refused && { refused }) };
}

/** Seconds since the epoch; undefined for a term, and for what is no time. */
function momentOf(expire: Settings[string] | undefined): number | undefined {
  if (typeof expire === "number") return Number.isSafeInteger(expire) ? expire : undefined;
  return typeof expire === "string" && termOf(expire) === undefined ? parseExpiry(expire) : undefined;
}

/** What is described first, then by name. */
function by<T extends { readonly described: boolean }>(name: (one: T) => string) {
  const key = (one: T) => `${one.described ? "0" : "1"} ${name(one)}`;
  return (one: T, other: T) => (key(one) < key(other) ? -1 : 1);
}
