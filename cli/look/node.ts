import type { PveVersion } from "../../pve/privileges";
import type { PveClient } from "../../pve/wire";

/** The node that has answered a look. */
export interface NodeState {
  /** Of several endpoints, the one that could be reached. */
  readonly endpoint: string;
  /** Its version, as it says it: `9.2.1`. */
  readonly version: string;
  /** When the certificate that it has presented ends. */
  readonly certificateEnd: Date;
}

/** What is known of the node by its answers. @throws Error before the first one */
export function lookAtNode(client: PveClient, version: PveVersion): NodeState {
  const { endpoint } = client;
  const { certificate } = client.peer() ?? {};
  if (certificate === undefined) throw new Error(`${endpoint} has not answered yet`);
  return { endpoint, version: version.text, certificateEnd: new Date(certificate.validTo) };
}

const DAY_MS = 24 * 60 * 60 * 1000;

/** Whole days from now until a moment; negative where it is past. */
export function daysUntil(moment: Date, now: number = Date.now()): number {
  return Math.floor((moment.getTime() - now) / DAY_MS);
}
