/**
 * PVE's rules for names, as functions that give what is wrong with a value (a sentence that goes on after the place
 * where the value was found, without a final full stop), or undefined when the value is right.
 */
import { didYouMean, overLong, quote, wordsIn } from "./words";

/** The role that takes everything away, whatever else its level gives. */
export const NO_ACCESS = "NoAccess";

/** Roles that PVE makes itself, in any version from 7.4 to 9.2; they can be neither changed nor deleted. */
export const BUILT_IN_ROLES: readonly string[] = [
  "Administrator",
  NO_ACCESS,
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

/** PVE has no limit for roleids and groupids; its URLs and files have. */
const LONGEST_ID = 255;
const LONGEST_ROTATION = 64;
const FEW = 12;
const ROLEID = /^[A-Za-z0-9._-]+$/;
const WORD = "[\\p{L}\\p{N}_+~-]+";
const EMAIL = new RegExp(`^${WORD}(\\.${WORD})*@[A-Za-z0-9-]+(\\.[A-Za-z0-9-]+)*$`, "u");
// A line break is one too: what is shown in PVE is one line.
const CONTROL_CHARACTER = /[\p{Cc}\p{Surrogate}\u2028\u2029]/u;

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

/** The tokenids of one token: the current one, and with `keep` those of the former rotations. */
export function tokenidsOf({ tokenid, rotation, keep }: Rotated): [string, ...string[]] {
  if (keep === undefined) return [tokenid];
  return [keptTokenid(tokenid, rotation), ...keep.map((former) => keptTokenid(tokenid, former))];
}

/** What names the rotations of a token. */
interface Rotated {
  readonly tokenid: string;
  readonly rotation: string;
  readonly keep?: readonly string[] | undefined;
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

/** The roleid of a role that exists already: those that PVE has built in are among them. */
export function namedRoleidFault(roleid: string): string | undefined {
  return segmentFault("roleid", roleid);
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

/**
 * What is wrong with a word that is none of those known: the nearest of them, or all when they are few. Several in one text are
 * shown as they should be written.
 */
export function unknownWordFault(what: string, word: string, known: readonly string[]): string | undefined {
  if (known.includes(word)) return undefined;
  const parts = wordsIn(word);
  if (parts.length > 1 && parts.some((part) => known.includes(part)))
    return `${quote(word)} is several in one text; write ${parts.map(quote).join(", ")}`;
  const all = known.length <= FEW ? `; there are ${known.join(", ")}` : "";
  return `${quote(word)} is no ${what}${didYouMean(word, known) || all}`;
}

/** What is wrong with the name of a setting or a prop that there is none of: the nearest one, or all that there are. */
export function unknownNameFault(what: string, name: string, known: readonly string[]): string {
  return `is no ${what}${didYouMean(name, known) || `; there are ${known.join(", ")}`}`;
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

/** The name of a login on the nodes, by SSH. */
export function sshUsernameFault(name: string): string | undefined {
  return /^[A-Za-z0-9_][A-Za-z0-9_.@\\-]*\$?$/.test(name)
    ? overLong(name, 128)
    : `${quote(name)} is no user name for SSH`;
}
