import type { Fault, Found, PlannedChange, Visit } from "../look";
import type { Outcome } from "../terminal";

/** What `diff --json` prints. What is absent is not known. It holds no secret. */
export interface DiffDocument {
  /** In the order of the description. */
  readonly clusters: readonly ClusterDiff[];
}

/** What a look at one cluster has found. */
export interface ClusterDiff {
  /** Its key. */
  readonly cluster: string;
  readonly stack: string;
  /** `failed`: it could not be looked at, and `error` says why. */
  readonly outcome: Outcome;
  /** The endpoint that was used. */
  readonly endpoint?: string;
  /** PVE's version, as the node says it: `9.2.1`. */
  readonly version?: string;
  /** How many objects are described. */
  readonly objects?: number;
  /** Whether any of them is there and has the mark of this stack. */
  readonly isDeployed?: boolean;
  /** What a deploy would do, in its order. */
  readonly changes: readonly PlannedChange[];
  /** What differs and a deploy does not mend by itself. */
  readonly faults: readonly Fault[];
  /** What a person should know and does not differ, in sentences. */
  readonly warnings: readonly string[];
  /** What was not looked at, and why, in sentences. */
  readonly notes: readonly string[];
  readonly error?: string;
}

export function diffDocument(visits: readonly Visit<Found>[]): DiffDocument {
  return { clusters: visits.map(clusterDiff) };
}

function clusterDiff(visit: Visit<Found>): ClusterDiff {
  const { described, warnings } = visit;
  const { stack, cluster } = described;
  const name = { cluster: cluster.key, stack };
  if ("error" in visit)
    return { ...name, outcome: "failed", changes: [], faults: [], warnings, notes: [], error: visit.error };
  const { node, count, isDeployed, changes, faults, warnings: found, notes } = visit.found.look;
  return {
    ...name,
    outcome: changes.length + faults.length === 0 ? "as-described" : "differs",
    endpoint: node.endpoint,
    version: node.version,
    objects: count,
    isDeployed,
    changes,
    faults,
    warnings: [...warnings, ...found],
    notes,
  };
}
