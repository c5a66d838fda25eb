import type { PrivilegeSource } from "../spec";
import type { PveRelease } from "./release";
import { resolvePrivileges } from "./resolve";

/**
 * Whether a source gives anything on a release. A grant of a profile may be for some versions only: on the others, its role
 * would be empty, and its ACL entry would cut off what is inherited. One that names no place always has its role.
 */
export function gives(source: PrivilegeSource, release: PveRelease): boolean {
  return !("on" in source) || resolvePrivileges(source, release).privileges.length > 0;
}
