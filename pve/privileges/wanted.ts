import type { PrivilegeSource } from "../spec";
import { UserError } from "../user-error";
import { type ResolvedPrivileges, resolvePrivileges } from "./resolve";
import type { PveVersion } from "./version";

/**
 * The privileges that a role is to hold on a node of that version, sorted.
 * @throws UserError that names every privilege which the version does not know, and what replaces it
 */
export function privilegesFor(
  roleid: string,
  source: PrivilegeSource,
  version: PveVersion,
): readonly string[] {
  const { privileges, unknown } = resolvePrivileges(source, version);
  if (unknown.length === 0) return [...privileges].sort();
  throw new UserError(
    `role ${roleid}: PVE ${version.text} does not know ${unknown.map(replacement).join("; ")}.${advice(source, version)}`,
  );
}

/** A profile needs no other names, only the version that the node has by now. */
function advice(source: PrivilegeSource, { major, minor }: PveVersion): string {
  if (!("list" in source) || source.resolved === undefined) return "";
  return ` The profile was resolved for pveVersion ${source.resolved.pveVersion}: write "${major}.${minor}", or leave it out.`;
}

function replacement({ name, instead }: ResolvedPrivileges["unknown"][number]): string {
  return instead.length === 0 ? `${name} (remove it)` : `${name} (use ${instead.join(" or ")})`;
}
