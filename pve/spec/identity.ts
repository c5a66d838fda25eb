import { parseFullTokenid } from "../names";
import type { AclSpec, GroupSpec, ObjectSpec, RoleSpec, SubjectSpec, TokenSpec, UserSpec } from "./objects";

/** What names an object in PVE, without its settings: all that is needed to delete it. */
export type Identity =
  | Pick<UserSpec, "kind" | "userid">
  | Pick<GroupSpec, "kind" | "groupid">
  | Pick<RoleSpec, "kind" | "roleid">
  | Pick<AclSpec, "kind" | "path" | "roleid" | "subject">
  | Pick<TokenSpec, "kind" | "userid" | "tokenid">;

/** `user@realm!tokenid`, PVE's full token id. */
export function fullTokenid(token: Pick<TokenSpec, "userid" | "tokenid">): string {
  return `${token.userid}!${token.tokenid}`;
}

/** Whom an ACL entry is for, as names and messages have it: `user opentofu@pve`. */
export function subjectName({ type, ugid }: SubjectSpec): string {
  return `${type} ${ugid}`;
}

/**
 * An object's name: `user opentofu@pve`, `group lab-team`, `role opentofu-role`, `acl /pool/lab opentofu-role user opentofu@pve`,
 * `token opentofu@pve!opentofu-token`. Two objects of a cluster are the same exactly if their names are; no part of a
 * name holds a blank.
 */
export function nameOf(object: Identity | ObjectSpec): string {
  switch (object.kind) {
    case "user":
      return `user ${object.userid}`;
    case "group":
      return `group ${object.groupid}`;
    case "role":
      return `role ${object.roleid}`;
    case "acl":
      return `acl ${object.path} ${object.roleid} ${subjectName(object.subject)}`;
    case "token":
      return `token ${fullTokenid(object)}`;
  }
}

/**
 * The names of what has to be there for an object: an ACL entry needs its role and its subject, a token its user, and a user its
 * groups.
 */
export function needsOf(object: ObjectSpec): readonly string[] {
  if (object.kind === "acl") return [`role ${object.roleid}`, subjectName(object.subject)];
  if (object.kind === "user") return (object.groups ?? []).map((groupid) => `group ${groupid}`);
  return object.kind === "token" ? [`user ${object.userid}`] : [];
}

/** How many words a name of that kind has. */
const WORDS = { user: 2, group: 2, role: 2, acl: 5, token: 2 } as const;

/** The words of a text that begins with a name: those of the name, and those behind it. Undefined if it begins with none. */
export function splitName(
  text: string,
): { readonly name: string; readonly rest: readonly string[] } | undefined {
  const words = text.split(" ");
  const [kind = ""] = words;
  if (!isKind(kind) || words.length < WORDS[kind]) return undefined;
  return { name: words.slice(0, WORDS[kind]).join(" "), rest: words.slice(WORDS[kind]) };
}

/** The object of that name. @throws Error for what {@link nameOf} never gives */
export function parseName(name: string): Identity {
  const [kind, first = "", roleid = "", type = "", ugid = "", ...rest] = name.split(" ");
  if (kind === "user" && roleid === "") return { kind, userid: first };
  if (kind === "group" && roleid === "") return { kind, groupid: first };
  if (kind === "role" && roleid === "") return { kind, roleid: first };
  const token = kind === "token" && roleid === "" ? parseFullTokenid(first) : undefined;
  if (token !== undefined) return { kind: "token", ...token };
  if (kind === "acl" && isSubjectType(type) && ugid !== "" && rest.length === 0)
    return { kind, path: first, roleid, subject: { type, ugid } };
  throw new Error(`${JSON.stringify(name)} is no object of PVE`);
}

function isKind(word: string): word is keyof typeof WORDS {
  return Object.hasOwn(WORDS, word);
}

function isSubjectType(word: string): word is AclSpec["subject"]["type"] {
  return word === "user" || word === "group" || word === "token";
}
