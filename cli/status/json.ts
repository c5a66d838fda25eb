import { isoTime } from "../../pve/names";
import { fullTokenid } from "../../pve/spec";
import type { Outcome } from "../terminal";
import { type TokenState, type Visit, daysSince, daysUntil, expiryTime } from "../look";
import type { SshTry, StatusFound } from "./ssh";

/** What `status --json` prints. What is absent is not known. It holds no secret. */
export interface StatusDocument {
  /** In the order of the description. */
  readonly clusters: readonly ClusterStatus[];
}

/** How one cluster is. */
export interface ClusterStatus {
  /** Its key. */
  readonly cluster: string;
  readonly stack: string;
  /** `failed`: it could not be looked at, and `error` says why. `differs`: something is to be done. */
  readonly outcome: Outcome;
  /** The endpoint that was used. */
  readonly endpoint?: string;
  /** PVE's version, as the node says it: `9.2.1`. */
  readonly version?: string;
  /** The certificate that the node presents. */
  readonly certificate?: {
    /** An ISO time. */
    readonly validTo: string;
    /** Whole days from now; negative where it has expired. */
    readonly daysLeft: number;
  };
  /** The described tokens. */
  readonly identities: readonly IdentityStatus[];
  /** How many changes and faults `diff` shows. */
  readonly differences?: number;
  /** With `--ssh`: a try for each node. */
  readonly ssh?: readonly SshTry[];
  /** What a person should know, such as what ends within 14 days; in sentences. */
  readonly warnings: readonly string[];
  /** What was not looked at, and why, in sentences. */
  readonly notes: readonly string[];
  readonly error?: string;
}

/** How one token is. */
export interface IdentityStatus {
  /** `user@realm!tokenid` */
  readonly identity: string;
  /** Whether PVE has such a token. */
  readonly isThere: boolean;
  /** When it expires: an ISO time, or `never`. */
  readonly expires?: string;
  /** Whole days from now; negative where it has expired. Absent for `never`. */
  readonly daysLeft?: number;
  /** When its secret was issued, an ISO time. PVE does not keep that: it is known of tokens that expire a term after it. */
  readonly issued?: string;
  /** Whole days since then. */
  readonly ageDays?: number;
  /** Whether PVE lets it in with what is in the files. Absent: nothing was tried, and `notes` says why. */
  readonly works?: boolean;
}

export function statusDocument(visits: readonly Visit<StatusFound>[]): StatusDocument {
  return { clusters: visits.map(clusterStatus) };
}

function clusterStatus(visit: Visit<StatusFound>): ClusterStatus {
  const { described, warnings } = visit;
  const name = { cluster: described.cluster.key, stack: described.stack };
  if ("error" in visit)
    return { ...name, outcome: "failed", identities: [], warnings, notes: [], error: visit.error };
  const { look, ssh } = visit.found;
  const { node, tokens, changes, faults } = look;
  const differences = changes.length + faults.length;
  const isReady = ssh?.every(({ works }) => works) ?? true;
  return {
    ...name,
    outcome: differences === 0 && isReady ? "as-described" : "differs",
    endpoint: node.endpoint,
    version: node.version,
    certificate: {
      validTo: isoTime(node.certificateEnd),
      daysLeft: daysUntil(node.certificateEnd),
    },
    identities: tokens.map(identityStatus),
    differences,
    ...(ssh !== undefined && { ssh }),
    warnings: [...warnings, ...look.warnings],
    notes: look.notes,
  };
}

function identityStatus({ token, isThere, expire, issued, works }: TokenState): IdentityStatus {
  return {
    identity: fullTokenid(token),
    isThere,
    ...(expire !== undefined && { expires: expiryTime(expire) }),
    ...(expire !== undefined && expire > 0 && { daysLeft: daysUntil(expire) }),
    ...(issued !== undefined && { issued: isoTime(issued), ageDays: daysSince(issued) }),
    ...(works !== undefined && { works }),
  };
}
