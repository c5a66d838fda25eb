import type { X509Certificate } from "node:crypto";
import type { Channel } from "../../pve/wire/transport/channel";
import { LIMITS } from "../../pve/wire/transport/deadline";
import { openLine } from "../../pve/wire/transport/line";
import { proxyFor } from "../../pve/wire/transport/proxy";
import { Silence } from "../../pve/wire/transport/silence";
import { isVouchedFor } from "../../pve/wire/transport/vouched";
import type { Trust } from "../../pve/wire/trust/trust";

/** What a test may want otherwise. */
export interface ChannelChanges extends Partial<Omit<Channel, "endpoint" | "line">> {
  readonly trust?: Trust;
  readonly certificate?: (certificate: X509Certificate) => void;
  readonly proxy?: URL;
}

/** A channel that gives up at once, for a server whose certificate is trusted by its fingerprint. */
export function testChannel(endpoint: string, fingerprint: string, changes: ChannelChanges = {}): Channel {
  const {
    trust = { key: "host3", insecure: false, fingerprints: [fingerprint] },
    certificate = () => undefined,
    limits = LIMITS,
    retry = { firstDelayMs: 1, maxDelayMs: 1, totalMs: 0 },
    proxy = proxyFor(endpoint),
    ...rest
  } = changes;
  const { connectMs } = limits;
  return {
    endpoint,
    line: openLine({ endpoint, trust, proxy, connectMs, certificate }),
    isVouchedFor: () => isVouchedFor({ endpoint, proxy }, trust),
    limits,
    retry,
    silence: new Silence(limits.totalMs + retry.totalMs),
    waiting: () => undefined,
    log: () => undefined,
    ...rest,
  };
}
