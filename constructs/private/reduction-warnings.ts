import { resolvePrivileges } from "../../pve/privileges/resolve";
import { reductionInWords, reductions } from "../../pve/privileges/reductions";
import type { ObjectSpec } from "../../pve/spec";
import { parseVersion } from "../../pve/privileges/version";
import type { ProxmoxCluster } from "../cluster";

/** The release that a profile is judged by where the node's is not known. */
const NEWEST = { major: 9, minor: 2 };

/** Warnings of the ACL entries among a cluster's objects that take away what their own subject has from above. */
export function reductionWarnings(
  cluster: ProxmoxCluster,
  objects: readonly ObjectSpec[],
): readonly string[] {
  const release = cluster.pveVersion === undefined ? NEWEST : parseVersion(cluster.pveVersion);
  const roles = new Map(
    objects
      .filter((object) => object.kind === "role")
      .map(({ roleid, privileges }) => [roleid, resolvePrivileges(privileges, release).privileges]),
  );
  const entries = objects
    .filter((object) => object.kind === "acl")
    .filter(
      ({ privileges }) =>
        privileges === undefined || resolvePrivileges(privileges, release).privileges.length > 0,
    );
  return reductions(entries, (roleid) => roles.get(roleid)).map(
    (found) =>
      `cluster ${cluster.key}: ${reductionInWords(found)}. A level of PVE's ACL replaces what is above it. Add these ` +
      "privileges to the role, if they are meant to count there.",
  );
}
