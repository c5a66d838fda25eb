/**
 * Who logs in, and whose tokens there are. PVE splits a userid at its last `@`: the realm has none, and a name may well be one
 * of a directory, such as `jane.doe@example.com`. A tokenid has neither `@` nor `!`.
 */
import { overLong, quote } from "./words";

/** PVE has no limit for tokenids; its URLs and files have. */
const LONGEST_TOKENID = 255;
const BEGINS_WITH_LETTER = /^[A-Za-z][A-Za-z0-9._-]+$/;
const LETTER_RULE = "begins with a letter and has letters, digits and . - _, at least two characters in all";
const EXAMPLE = "write name@realm, for example opentofu@pve";

/** What a name may not have, and why. PVE's format refuses the first two; the third, it takes and then does not find again. */
const REFUSED: readonly (readonly [RegExp, string])[] = [
  [/\s/u, "PVE takes no blank there"],
  [/[:/]/, "PVE takes no : and no / there"],
  [/[^!-~]/u, "PVE reads its paths byte by byte and does not find such a name again; use printable ASCII"],
];

/** What a login may have, and a user of ours may not. */
const REFUSED_AS_OWN: readonly (readonly [RegExp, string])[] = [
  [/[,;]/, "PVE's lists of users, in which an ACL entry is set, end a name there"],
  [/%/, "the header that carries a token reads % as an escape"],
];

/** A realm, such as `pve` or `pam`. */
export function realmFault(realm: string): string | undefined {
  if (!BEGINS_WITH_LETTER.test(realm))
    return `the realm ${quote(realm)} is malformed: a realm ${LETTER_RULE}`;
  if (realm.length > 32) return `the realm ${quote(realm)} has ${realm.length} characters; PVE takes 32`;
  return undefined;
}

/** A userid, `name@realm`, with which one can log in. */
export function useridFault(userid: string): string | undefined {
  const at = userid.lastIndexOf("@");
  const shown = quote(userid);
  if (at < 0) return `${shown} has no realm; ${EXAMPLE}`;
  if (at === 0) return `${shown} has no name before the @; ${EXAMPLE}`;
  const refused = characterFault(userid, at, REFUSED);
  if (refused !== undefined) return refused;
  if (userid.length > 64) return `${shown} has ${userid.length} characters; PVE takes 64`;
  const fault = realmFault(userid.slice(at + 1));
  return fault === undefined ? undefined : `${shown} is malformed, ${fault}`;
}

/** The userid of a user of our own, or of one that is granted something: root@pam can be neither. */
export function ownUseridFault(userid: string): string | undefined {
  if (userid !== "root@pam")
    return useridFault(userid) ?? characterFault(userid, userid.lastIndexOf("@"), REFUSED_AS_OWN);
  return '"root@pam" has every privilege already, and PVE keeps no ACL entry for it; name a user of its own, for example opentofu@pve';
}

/** A tokenid: the part of a full token id after the last `!`. */
export function tokenidFault(tokenid: string): string | undefined {
  const long = overLong(tokenid, LONGEST_TOKENID);
  if (long !== undefined) return `${quote(tokenid)} ${long}`;
  if (tokenid.includes("!")) return `${quote(tokenid)} is a full token id; give only the part after the !`;
  if (BEGINS_WITH_LETTER.test(tokenid)) return undefined;
  return `${quote(tokenid)} is malformed: a tokenid ${LETTER_RULE}`;
}

/**
 * The parts of a full token id, `user@realm!tokenid`; undefined for what is none, such as a userid. A name may have `@` and `!` itself,
 * the realm and the tokenid have neither.
 */
export function parseFullTokenid(
  full: string,
): { readonly userid: string; readonly tokenid: string } | undefined {
  const [, userid, tokenid] = /^(.+@[^@!]+)!([^@!]*)$/.exec(full) ?? [];
  return userid === undefined || tokenid === undefined ? undefined : { userid, tokenid };
}

/** A full token id, of whatever user. */
export function fullTokenidFault(full: string): string | undefined {
  const token = parseFullTokenid(full);
  if (token === undefined) return `${quote(full)} is no full token id, user@realm!tokenid`;
  return useridFault(token.userid) ?? tokenidFault(token.tokenid);
}

function characterFault(userid: string, at: number, refused: typeof REFUSED): string | undefined {
  const name = userid.slice(0, at);
  for (const [pattern, why] of refused) {
    const found = pattern.exec(name)?.[0];
    if (found !== undefined) return `${quote(userid)} has ${quote(found)} in its name; ${why}`;
  }
  return undefined;
}
