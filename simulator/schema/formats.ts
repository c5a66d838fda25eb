/** The named formats of parameters. A check answers undefined, or PVE's text about the value. */
import { isIdentifier, isRealm, parseTokenid, verifyUserid } from "./names";
import { Failure } from "../failure";
import { splitList, truthy } from "../perl";
import type { Release } from "../releases";

type FormatCheck = (value: string, release: Release) => string | undefined;

const WORD = "[\\p{L}\\p{N}_+\\-~]+";
const EMAIL = new RegExp(`^${WORD}(\\.${WORD})*@[a-zA-Z0-9-]+(\\.[a-zA-Z0-9-]+)*\\n?$`, "u");

const CHECKS: Readonly<Record<string, FormatCheck>> = {
  "pve-userid": (value) => {
    try {
      verifyUserid(value);
      return undefined;
    } catch (failure) {
      return failure instanceof Failure ? failure.text.trimEnd() : String(failure);
    }
  },
  "pve-realm": (value) => (isRealm(value) ? undefined : "value does not look like a valid realm"),
  "pve-roleid": (value) =>
    isIdentifier(value) ? undefined : `role name '${value}' contains invalid characters`,
  "pve-groupid": (value) =>
    isIdentifier(value) ? undefined : `group name '${value}' contains invalid characters`,
  "pve-tokenid": (value) =>
    parseTokenid(value) ? undefined : `value '${value}' does not look like a valid token ID`,
  "pve-priv": (value, release) =>
    release.privileges.has(value) ? undefined : `invalid privilege '${value}'`,
  "pve-configid": (value) =>
    /^[a-z][a-z0-9_-]+\n?$/i.test(value) ? undefined : `invalid configuration ID '${value}'`,
  "pve-node": (value) =>
    /^[a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?\n?$/.test(value)
      ? undefined
      : "value does not look like a valid node name",
  "pve-poolid": (value) =>
    /^[A-Za-z0-9.\-_]+(\/[A-Za-z0-9.\-_]+){0,2}\n?$/.test(value)
      ? undefined
      : `pool name '${value}' contains invalid characters`,
  "pve-storage-id": (value) =>
    /^[a-z][a-z0-9\-_.]*[a-z0-9]\n?$/i.test(value)
      ? undefined
      : `storage ID '${value}' contains illegal characters`,
  email: (value) => (EMAIL.test(value) ? undefined : "value does not look like a valid email address"),
};

/** The first fault of a value, in PVE's words. Formats that are not known accept everything. */
export function formatFault(format: string, value: string, release: Release): string | undefined {
  const [, name = format, suffix] = /^(.*?)(?:-(list|opt))?$/.exec(format) ?? [];
  const check = CHECKS[name];
  if (check === undefined) return undefined;
  if (suffix === "list") {
    return splitList(value)
      .map((item) => check(item, release))
      .find((fault) => fault !== undefined);
  }
  return suffix === "opt" && !truthy(value) ? undefined : check(value, release);
}
