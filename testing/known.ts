/**
 * Names that a question is about. A misspelt one would let every `.not` pass, so a name that neither the stack nor PVE knows has
 * no answer. Each function gives sentences without a full stop.
 */
import {
  BUILT_IN_ROLES,
  aclPathFault,
  fullTokenidFault,
  parseFullTokenid,
  unknownWordFault,
} from "../pve/names";
import { allPrivileges } from "../pve/privileges";
import { fullTokenid } from "../pve/spec";
import type { ClusterAccess, StackAccess } from "./synthesized";

/** What is wrong with the key of a cluster that is asked for; left out, the stack must have some. */
export function clusterFaults({ clusters }: StackAccess, key: string | undefined): readonly string[] {
  if (clusters.length === 0) return ["the stack has no cluster"];
  const keys = clusters.map(({ cluster }) => cluster.key);
  return key === undefined ? [] : faults(unknownWordFault("cluster of the stack", key, keys));
}

/** A privilege that no version of PVE has. */
export function privilegeFaults(privilege: string): readonly string[] {
  return faults(unknownWordFault("privilege of PVE", privilege, allPrivileges()));
}

/** A role that is neither described nor granted, and not built into PVE. */
export function roleFaults(clusters: readonly ClusterAccess[], roleid: string): readonly string[] {
  const named = objectsOf(clusters).flatMap((object) => ("roleid" in object ? [object.roleid] : []));
  return faults(unknownWordFault("role of the stack", roleid, unique([...named, ...BUILT_IN_ROLES])));
}

/** A user or a token that is not described, or a group that nothing is granted to. */
export function subjectFaults(clusters: readonly ClusterAccess[], to: string): readonly string[] {
  const known = objectsOf(clusters).flatMap((object) => {
    if (object.kind === "user") return [object.userid];
    if (object.kind === "group") return [object.groupid];
    if (object.kind === "token") return [fullTokenid(object)];
    // Whether a token has what its user has, only its own description says.
    return object.kind === "acl" && object.subject.type !== "token" ? [object.subject.ugid] : [];
  });
  return faults(unknownWordFault("user, group or API token of the stack", to, unique(known)));
}

/** A path that PVE's permission tree does not have. */
export function pathFaults(path: string): readonly string[] {
  const fault = aclPathFault(path);
  return fault === undefined ? [] : [`the path ${fault}`];
}

/** What is no full token id, or is of a user that has no part in the stack. Whether that user has the token is the question itself. */
export function fullTokenidFaults(clusters: readonly ClusterAccess[], full: string): readonly string[] {
  const known = objectsOf(clusters).flatMap((object) => {
    if ("userid" in object) return [object.userid];
    return object.kind === "acl" && object.subject.type === "user" ? [object.subject.ugid] : [];
  });
  const { userid = "" } = parseFullTokenid(full) ?? {};
  return faults(fullTokenidFault(full) ?? unknownWordFault("user of the stack", userid, unique(known)));
}

function objectsOf(clusters: readonly ClusterAccess[]) {
  return clusters.flatMap(({ objects }) => objects);
}

function unique(names: readonly string[]): readonly string[] {
  return [...new Set(names)].sort();
}

function faults(fault: string | undefined): readonly string[] {
  return fault === undefined ? [] : [fault];
}
