import type { PrivilegeSource } from "../pve/spec";
import type { ShownAcl, ShownRole, ShownToken } from "./objects";
import type { ClusterAccess, StackAccess } from "./synthesized";

/** Who has it, and where. */
export interface GrantPlace {
  /** A userid, a groupid or a full token id. */
  readonly to: string;
  /** Such as `/` or `/pool/lab`. */
  readonly on: string;
  /** The cluster's key. @default - every cluster of the stack has to grant it */
  readonly cluster?: string;
}

/** Why the subject lacks the role on the path; undefined when it has it. */
export function faultOfRole(stack: StackAccess, roleid: string, place: GrantPlace): string | undefined {
  return faultIn(stack, place, (access) => {
    const found = aclOf(access, place.to).some((entry) => entry.path === place.on && entry.roleid === roleid);
    return found ? undefined : `no ACL entry on ${place.on} grants ${roleid} to ${place.to}`;
  });
}

/** Why the subject lacks the privilege on the path; undefined when it has it. */
export function faultOfPrivilege(
  stack: StackAccess,
  privilege: string,
  place: GrantPlace,
): string | undefined {
  return faultIn(stack, place, (access) => {
    const token = tokenOf(access, place.to);
    if (token === undefined) return lack(access, privilege, place);
    const ofUser = lack(access, privilege, { ...place, to: token.userid });
    return ofUser ?? (token.privsep ? lack(access, privilege, place) : undefined);
  });
}

/** Why the token is not made; undefined when it is. */
export function faultOfToken(stack: StackAccess, fullTokenid: string): string | undefined {
  if (stack.clusters.some((access) => tokenOf(access, fullTokenid) !== undefined)) return undefined;
  return `no cluster of the stack gets the API token ${fullTokenid}`;
}

function faultIn(
  stack: StackAccess,
  { cluster }: GrantPlace,
  faultOf: (access: ClusterAccess) => string | undefined,
): string | undefined {
  const asked = stack.clusters.filter((access) => cluster === undefined || access.cluster.key === cluster);
  if (asked.length === 0) return `the stack has no cluster${cluster === undefined ? "" : ` ${cluster}`}`;
  const faults = asked.flatMap((access) => {
    const fault = faultOf(access);
    return fault === undefined ? [] : [`on cluster ${access.cluster.key}, ${fault}`];
  });
  return faults.length === 0 ? undefined : faults.join("; ");
}

/** PVE counts the entries of one level only: those on the path, else the nearest above that propagate. */
function lack(access: ClusterAccess, privilege: string, { to, on }: GrantPlace): string | undefined {
  const entries = aclOf(access, to);
  for (const level of levels(on)) {
    const counting = entries.filter(({ path, propagate }) => path === level && (level === on || propagate));
    if (counting.length === 0) continue;
    const roles = counting.flatMap(({ roleid }) => rolesOf(access, roleid));
    if (roles.some((role) => holds(role.privileges, privilege))) return undefined;
    return `${to} has ${counting.map(({ roleid }) => roleid).join(", ")} on ${level}, without ${privilege}${hint(roles)}`;
  }
  return `no ACL entry gives ${to} anything on ${on}`;
}

/** `/pool/lab`, `/pool`, `/` */
function levels(path: string): string[] {
  const parts = path.split("/").filter((part) => part !== "");
  return parts.map((_, index) => `/${parts.slice(0, parts.length - index).join("/")}`).concat("/");
}

function holds(source: PrivilegeSource, privilege: string): boolean {
  return ("list" in source ? source.list : source.add).includes(privilege);
}

function hint(roles: readonly ShownRole[]): string {
  const resolved = roles.every(({ privileges }) => "list" in privileges);
  return resolved
    ? ""
    : " (a profile is resolved by the node; give the cluster a pveVersion to have it resolved at synth)";
}

function aclOf({ objects }: ClusterAccess, ugid: string): ShownAcl[] {
  return objects.filter((object) => object.kind === "acl").filter(({ subject }) => subject.ugid === ugid);
}

function rolesOf({ objects }: ClusterAccess, roleid: string): ShownRole[] {
  return objects.filter((object) => object.kind === "role").filter((role) => role.roleid === roleid);
}

function tokenOf({ objects }: ClusterAccess, fullTokenid: string): ShownToken | undefined {
  return objects
    .filter((object) => object.kind === "token")
    .find(({ userid, tokenid }) => `${userid}!${tokenid}` === fullTokenid);
}
