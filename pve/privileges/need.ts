import { resolvePrivileges } from "./resolve";
import type { AclSpec, ObjectSpec, PrivilegeSource } from "../spec";
import type { PveVersion } from "./version";

/**
 * Whether a node of that version has a use for the object. A grant of a profile may be for some versions only: on the
 * others, its role would be empty, and its ACL entry would cut off what is inherited.
 */
export function isNeeded(object: ObjectSpec | Omit<AclSpec, "kind">, version: PveVersion): boolean {
  return !("privileges" in object) || gives(object.privileges, version);
}

/** Whether the source gives anything on that version; one that names no place always has its role. */
export function gives(source: PrivilegeSource, version: PveVersion): boolean {
  return !("on" in source) || resolvePrivileges(source, version).privileges.length > 0;
}
