import { DAY, now } from "../../pve/names";
import type { PveVersion } from "../../pve/privileges";
import type { PveClient } from "../../pve/wire";

/** The node that has answered a look. */
export interface NodeState {
  /** Of several endpoints, the one that could be reached. */
  readonly endpoint: string;
  /** Its version, as it says it: `9.2.1`. */
  readonly version: string;
  /** When the certificate that it has presented ends, in seconds since the epoch. */
  readonly certificateEnd: number;
}

/** What is known of the node by its answers. @throws Error before the first one */
export function lookAtNode(client: PveClient, version: PveVersion): NodeState {
  const { endpoint } = client;
  const { certificate } = client.peer() ?? {};
  if (certificate === undefined) throw new Error(`${endpoint} has not answered yet`);
  return { endpoint, version: version.text, certificateEnd: Date.parse(certificate.validTo) / 1000 };
}

/** Whole days from now until a moment; negative where it is past. @param moment seconds since the epoch */
export function daysUntil(moment: number): number {
  return Math.floor((moment - now()) / DAY);
}

/** Whole days from a moment until now. @param moment seconds since the epoch */
export function daysSince(moment: number): number {
  return Math.floor((now() - moment) / DAY);
}
