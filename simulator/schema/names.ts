/** PVE's own patterns of names, and the checks that answer in its words. */
import { die } from "../failure";
import { length } from "../perl";

const REALM = "[A-Za-z][A-Za-z0-9.\\-_]+";
const USERID = new RegExp(`^([^\\s:/]+)@(${REALM})\\n?$`);
const TOKENID = new RegExp(`^(([^\\s:/]+)@(${REALM}))!(${REALM})\\n?$`);

export interface UserName {
  readonly userid: string;
  /** The part before the realm. */
  readonly name: string;
  readonly realm: string;
}

/** Splits a userid, or answers undefined when it is none. */
export function parseUserid(value: string | undefined): UserName | undefined {
  if (value === undefined || length(value) < 3 || length(value) > 64) return undefined;
  const [userid, name, realm] = USERID.exec(value) ?? [];
  return userid === undefined || name === undefined || realm === undefined
    ? undefined
    : { userid, name, realm };
}

/** Splits a userid. @throws Failure (500) in PVE's words when it is none. */
export function verifyUserid(value: string | undefined): UserName {
  const text = value === undefined || value === "0" ? "" : value;
  const size = length(text);
  if (size < 3) die(`user name '${text}' is too short`);
  if (size > 64) die(`user name '${text}' is too long (${size} > 64)`);
  return parseUserid(text) ?? die(`value '${text}' does not look like a valid user name`);
}

/** The owner and the name of a full token id, or undefined. */
export function parseTokenid(value: string): { readonly userid: string; readonly token: string } | undefined {
  const [, userid, , , token] = TOKENID.exec(value) ?? [];
  return userid === undefined || token === undefined ? undefined : { userid, token };
}

export function isRealm(value: string): boolean {
  return new RegExp(`^${REALM}\\n?$`).test(value);
}

/** The pattern of role and group names. */
export function isIdentifier(value: string): boolean {
  return /^[A-Za-z0-9.\-_]+\n?$/.test(value);
}

/** An ACL path as it is stored: one slash between parts, none at the end; undefined when it is no path. */
export function normalizePath(path: string | undefined): string | undefined {
  if (path === undefined || path === "" || path === "0") return undefined;
  const single = path.replace(/\/+/g, "/").replace(/\/$/, "");
  const normal = single === "" ? "/" : single.startsWith("/") ? single : `/${single}`;
  return /^[A-Za-z0-9.\-_/]+\n?$/.test(normal) ? normal : undefined;
}

const NAME = "[A-Za-z0-9.\\-_]+";

/** Whether an ACL entry may be set on this (normalised) path. */
export function isAclPath(path: string, major: number, minor: number): boolean {
  const sdn = [`zones(/${NAME}(/${NAME}(/[1-9][0-9]{0,3})?)?)?`];
  if (major >= 8) sdn.push(`(controllers|dns|ipams)(/${NAME})?`);
  if (major >= 9) sdn.push(`fabrics(/${NAME})?`);
  if (major > 9 || (major === 9 && minor >= 2)) sdn.push(`(prefix-lists|route-maps)(/${NAME})?`);
  const roots = [
    `access(/(groups|realm)(/${NAME})?)?`,
    `nodes(/${NAME})?`,
    major >= 8 ? `pool(/${NAME}(/${NAME}){0,2})?` : `pool(/${NAME})?`,
    `sdn(/(${sdn.join("|")}))?`,
    `storage(/${NAME})?`,
    "vms(/[1-9][0-9]{2,})?",
  ];
  if (major >= 8) roots.push(`mapping(/${NAME}(/${NAME})?)?`);
  return new RegExp(`^/(${roots.join("|")})?\\n?$`).test(path);
}
