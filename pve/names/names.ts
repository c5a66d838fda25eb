/**
 * PVE's rules for names, as functions that give what is wrong with a value (a sentence that goes on after the place
 * where the value was found, without a final full stop), or undefined when the value is right.
 */
import { didYouMean, overLong, quote } from "./words";

/** Roles that PVE makes itself, in any version from 7.4 to 9.2; they can be neither changed nor deleted. */
export const BUILT_IN_ROLES: readonly string[] = [
  "Administrator",
  "NoAccess",
  "PVEAdmin",
  "PVEAuditor",
  "PVEDatastoreAdmin",
  "PVEDatastoreUser",
  "PVEMappingAdmin",
  "PVEMappingUser",
  "PVEPoolAdmin",
  "PVEPoolUser",
  "PVESDNAdmin",
  "PVESDNUser",
  "PVESysAdmin",
  "PVETemplateUser",
  "PVEUserAdmin",
  "PVEVMAdmin",
  "PVEVMUser",
];

/** PVE has no limit for roleids, groupids and tokenids; its URLs and files have. */
const LONGEST_ID = 255;
const LONGEST_ROTATION = 64;
const FEW = 12;
const ROLEID = /^[A-Za-z0-9._-]+$/;
const BEGINS_WITH_LETTER = /^[A-Za-z][A-Za-z0-9._-]+$/;
const EMAIL = /^[\w+~-]+(\.[\w+~-]+)*@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*$/;
// A line break is one too: what is shown in PVE is one line.
const CONTROL_CHARACTER = /[\p{Cc}\p{Surrogate}\u2028\u2029]/u;
const LETTER_RULE = "begins with a letter and has letters, digits and . - _, at least two characters in all";

/** A realm, such as `pve` or `pam`. */
export function realmFault(realm: string): string | undefined {
  if (!BEGINS_WITH_LETTER.test(realm))
    return `the realm ${quote(realm)} is malformed: a realm ${LETTER_RULE}`;
  if (realm.length > 32) return `the realm ${quote(realm)} has ${realm.length} characters; PVE takes 32`;
  return undefined;
}

/**
 * A userid, `name@realm`. Stricter than PVE, which takes names that its own lists, its API paths or the header that
 * carries a token then read as something else.
 */
export function useridFault(userid: string): string | undefined {
  const at = userid.lastIndexOf("@");
  if (at < 0) return `${quote(userid)} has no realm; write name@realm, for example opentofu@pve`;
  const name = userid.slice(0, at);
  const shown = quote(userid);
  if (name === "") return `${shown} has no name before the @; write name@realm, for example opentofu@pve`;
  const refused = /[^!-~]|[:/@!,;%]/u.exec(name)?.[0];
  if (refused !== undefined) {
    return `${shown} has ${quote(refused)} in its name; use printable ASCII without blanks and without : / @ ! , ; %`;
  }
  if (userid.length > 64) return `${shown} has ${userid.length} characters; PVE takes 64`;
  const fault = realmFault(userid.slice(at + 1));
  return fault === undefined ? undefined : `${shown} is malformed, ${fault}`;
}

/** The userid of a user of our own, or of one that is granted something: root@pam can be neither. */
export function ownUseridFault(userid: string): string | undefined {
  if (userid !== "root@pam") return useridFault(userid);
  return '"root@pam" has every privilege already, and PVE keeps no ACL entry for it; name a user of its own, for example opentofu@pve';
}

/** A tokenid: the part of a full token id after the `!`. */
export function tokenidFault(tokenid: string): string | undefined {
  const long = overLong(tokenid, LONGEST_ID);
  if (long !== undefined) return `${quote(tokenid)} ${long}`;
  if (tokenid.includes("!")) return `${quote(tokenid)} is a full token id; give only the part after the !`;
  if (BEGINS_WITH_LETTER.test(tokenid)) return undefined;
  return `${quote(tokenid)} is malformed: a tokenid ${LETTER_RULE}`;
}

/** The word of a rotation: it may become part of a tokenid, and nobody reads a long one. */
export function rotationFault(word: string): string | undefined {
  if (word.trim() === "") return "is empty";
  return overLong(word, LONGEST_ROTATION) ?? lineFault(word, LONGEST_ROTATION);
}

/** The rotation that stands for the tokenid as it is: the default, so what a token has from before `keep` was used. */
const FIRST_ROTATION = "1";

/** The tokenid that a rotation has where former ones are kept: `opentofu-token-3`, and for rotation 1 `opentofu-token`. */
export function keptTokenid(tokenid: string, rotation: string): string {
  return rotation === FIRST_ROTATION ? tokenid : `${tokenid}-${rotation}`;
}

/** The roleid of a role of our own: PVE's built-in ones and the names that it keeps for itself are refused. */
export function roleidFault(roleid: string): string | undefined {
  const fault = segmentFault("roleid", roleid);
  if (fault !== undefined) return fault;
  if (BUILT_IN_ROLES.includes(roleid))
    return `${quote(roleid)} is built into PVE and cannot be changed; choose another name`;
  if (/^pve/i.test(roleid))
    return `${quote(roleid)} begins with PVE, in any case reserved for built-in roles`;
  return undefined;
}

/** A groupid. */
export function groupidFault(groupid: string): string | undefined {
  return segmentFault("groupid", groupid);
}

/** The name of a node: a host name without a domain. */
export function nodeNameFault(node: string): string | undefined {
  if (/^[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/.test(node)) return undefined;
  const domain = /^([A-Za-z0-9-]{1,63})\./.exec(node)?.[1];
  const hint = domain === undefined ? "" : `; did you mean ${domain}?`;
  return `${quote(node)} is no node name: letters, digits and -, without a domain${hint}`;
}

/** PVE takes 2048 characters, and our mark stands behind the comment: stack, cluster, state and issue. */
const LONGEST_COMMENT = 1800;

/** A comment of a user or a token: one line of at most 1800 characters, which leaves room for our mark. */
export function commentFault(comment: string): string | undefined {
  if (comment.length <= LONGEST_COMMENT) return lineFault(comment, LONGEST_COMMENT);
  return `has ${comment.length} characters; PVE takes 2048, and 248 of them are for the mark behind it`;
}

/** A first or last name: one line of at most 1024 characters. */
export function personNameFault(name: string): string | undefined {
  return lineFault(name, 1024);
}

/** An e-mail address; the empty one means none. */
export function emailFault(email: string): string | undefined {
  if (email.length > 254) return `has ${email.length} characters; PVE takes 254`;
  return email === "" || EMAIL.test(email)
    ? undefined
    : `${quote(email)} is no e-mail address that PVE takes`;
}

/** What is wrong with a word that is none of those known: the nearest of them, or all when they are few. */
export function unknownWordFault(what: string, word: string, known: readonly string[]): string | undefined {
  if (known.includes(word)) return undefined;
  const all = known.length <= FEW ? `; there are ${known.join(", ")}` : "";
  return `${quote(word)} is no ${what}${didYouMean(word, known) || all}`;
}

function segmentFault(what: string, value: string): string | undefined {
  const long = overLong(value, LONGEST_ID);
  if (long !== undefined) return `${quote(value)} ${long}`;
  // As a segment of an API path, . and .. would be resolved away.
  if (ROLEID.test(value) && value !== "." && value !== "..") return undefined;
  return `${quote(value)} is malformed: a ${what} has letters, digits and . - _ only`;
}

function lineFault(line: string, limit: number): string | undefined {
  if (line.length > limit) return `has ${line.length} characters; PVE takes ${limit}`;
  return CONTROL_CHARACTER.test(line)
    ? "has a line break or another control character; write one line"
    : undefined;
}
