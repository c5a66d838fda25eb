/** Lines for PVE's own command line tool, to be pasted into a root shell on a node. */
import { shellQuote } from "../files/shell-word";
import type { SubjectSpec } from "./spec";

type Options = Readonly<Record<string, string | undefined>>;

/** One line: words, and options, of which those that are undefined are left out. */
export function pveum(...parts: readonly [...string[], Options]): string {
  const words = parts.flatMap((part) =>
    typeof part === "string"
      ? [part]
      : Object.entries(part).flatMap(([option, value]) => (value === undefined ? [] : [option, value])),
  );
  return ["pveum", ...words].map(shellQuote).join(" ");
}

/** Makes a user. */
export function addUser(userid: string, settings: Options = {}): string {
  return pveum("user", "add", userid, settings);
}

/** Makes a role. */
export function addRole(roleid: string, privileges: readonly string[]): string {
  return pveum("role", "add", roleid, { "--privs": privileges.join(" ") });
}

/** Lets a user log in again. */
export function enableUser(userid: string): string {
  return pveum("user", "modify", userid, { "--enable": "1" });
}

/** Deletes a user, with its tokens and ACL entries. */
export function deleteUser(userid: string): string {
  return pveum("user", "delete", userid, {});
}

/** Deletes a group, with its ACL entries. */
export function deleteGroup(groupid: string): string {
  return pveum("group", "delete", groupid, {});
}

/** Deletes an API token. */
export function deleteToken(userid: string, tokenid: string): string {
  return pveum("user", "token", "delete", userid, tokenid, {});
}

/** Which ACL entry a line is about. */
export interface EntryLine {
  readonly path: string;
  readonly roleid: string;
  readonly subject: SubjectSpec;
}

/** Makes an ACL entry, or changes its propagation. */
export function setEntry({ path, roleid, subject, propagate }: EntryLine & { propagate: boolean }): string {
  const further = { "--roles": roleid, "--propagate": propagate ? "1" : "0" };
  return pveum("acl", "modify", path, { [OPTIONS[subject.type]]: subject.ugid, ...further });
}

/** Takes an ACL entry away. */
export function deleteEntry({ path, roleid, subject }: EntryLine): string {
  return pveum("acl", "delete", path, { [OPTIONS[subject.type]]: subject.ugid, "--roles": roleid });
}

const OPTIONS = { user: "--users", group: "--groups", token: "--tokens" } as const;
