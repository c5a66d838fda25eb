import { LIMITS } from "../../pve/wire/deadline";
import type { Channel } from "../../pve/wire/client";

/** A channel that gives up at once, for a server whose certificate is trusted by its fingerprint. */
export function testChannel(endpoint: string, fingerprint: string, changes: Partial<Channel> = {}): Channel {
  return {
    endpoint,
    trust: { key: "host3", insecure: false, fingerprint },
    limits: LIMITS,
    retry: { firstDelayMs: 1, maxDelayMs: 1, totalMs: 0 },
    waiting: () => undefined,
    certificate: () => undefined,
    ...changes,
  };
}
