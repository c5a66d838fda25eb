import type { X509Certificate } from "node:crypto";
import { once } from "node:events";
import type { Agent as HttpAgent, ClientRequest, IncomingMessage } from "node:http";
import { Agent } from "node:https";
import { connect, type Socket } from "node:net";
import type { Duplex } from "node:stream";
import { HttpsProxyAgent } from "https-proxy-agent";
import { addressOf } from "../names/endpoint";
import { proxyFor } from "./proxy";
import { secure } from "./trust/tls";
import type { Trust } from "./trust/trust";

/** The proxy refused to connect us to the endpoint. */
export class ProxyRefusal extends Error {}

/** How one request gets its connection. */
export interface ConnectionPlan {
  readonly endpoint: string;
  readonly trust: Trust;
  /** Ends the connection at whatever stage it is. */
  readonly signal: AbortSignal;
  /** Called when the other end is trusted, just before the request is written. */
  readonly established: (certificate: X509Certificate) => void;
}

/**
 * An agent for one request over one verified connection, direct or through the proxy's tunnel. Connections are not kept:
 * pveproxy drops idle ones after 5 s, and a write that meets such a drop has an unknown result.
 */
export function agentFor(plan: ConnectionPlan): HttpAgent {
  const proxy = proxyFor(plan.endpoint);
  return proxy === undefined ? new DirectAgent(plan) : new TunnelAgent(proxy, plan);
}

class DirectAgent extends Agent {
  constructor(private readonly plan: ConnectionPlan) {
    super({ keepAlive: false, maxCachedSessions: 0 });
  }

  /** Node asks for a socket here; it gets one only when the other end is trusted. */
  override createConnection(
    _options: unknown,
    done: (error: Error | null, socket?: Duplex) => void,
  ): undefined {
    dial(this.plan)
      .then((raw) => establish(raw, this.plan))
      .then(
        (socket) => {
          done(null, socket);
        },
        (error: unknown) => {
          done(error as Error);
        },
      );
  }
}

class TunnelAgent extends HttpsProxyAgent<string> {
  constructor(
    proxy: URL,
    private readonly plan: ConnectionPlan,
  ) {
    super(proxy, { keepAlive: false, signal: plan.signal });
  }

  /** Asks for a plain tunnel and does the TLS itself. */
  override async connect(
    request: ClientRequest,
    options: Parameters<HttpsProxyAgent<string>["connect"]>[1],
  ): Promise<Socket> {
    let status: number | undefined;
    request.once("proxyConnect", (answer: IncomingMessage) => (status = answer.statusCode));
    const { host, port } = addressOf(this.plan.endpoint);
    const tunnel = await super.connect(request, { ...options, host, port, secureEndpoint: false });
    if (status !== 200) {
      tunnel.destroy();
      throw new ProxyRefusal(
        `the proxy ${this.proxy.host} answered ${status ?? "nothing"} instead of connecting`,
      );
    }
    return establish(tunnel, this.plan);
  }
}

async function dial({ endpoint, signal }: ConnectionPlan): Promise<Socket> {
  const socket = connect({ ...addressOf(endpoint), signal });
  await once(socket, "connect");
  return socket;
}

async function establish(raw: Socket, plan: ConnectionPlan): Promise<Socket> {
  const { socket, certificate } = await secure(raw, addressOf(plan.endpoint), plan.trust);
  plan.established(certificate);
  return socket;
}
