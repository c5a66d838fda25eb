import type { AclSpec, ObjectKind, ObjectSpec, RoleSpec, TokenSpec, UserSpec } from "../spec";

/** What names an object in PVE, without its settings: all that `delete` needs to know. */
export type Identity =
  | Pick<UserSpec, "kind" | "userid">
  | Pick<RoleSpec, "kind" | "roleid">
  | Pick<AclSpec, "kind" | "path" | "roleid" | "subject">
  | Pick<TokenSpec, "kind" | "userid" | "tokenid">;

/** `user@realm!tokenid`, PVE's full token id. */
export function fullTokenid(token: Pick<TokenSpec, "userid" | "tokenid">): string {
  return `${token.userid}!${token.tokenid}`;
}

/** An object in the words of our messages, such as `user opentofu@pve`. */
export function describe(object: Identity | ObjectSpec): string {
  switch (object.kind) {
    case "user":
      return `user ${object.userid}`;
    case "role":
      return `role ${object.roleid}`;
    case "acl":
      return `ACL entry ${object.path} ${object.roleid} for ${object.subject.type} ${object.subject.ugid}`;
    case "token":
      return `token ${fullTokenid(object)}`;
  }
}

/** The words of {@link describe} without the identity, to begin a sentence about any object of the kind. */
export const KIND_NAMES: Readonly<Record<ObjectKind, string>> = {
  user: "user",
  role: "role",
  acl: "ACL entry",
  token: "token",
};
