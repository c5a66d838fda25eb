import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo, Server, Socket } from "node:net";
import type { Identity } from "./certificates";

/** A request as a test server saw it. */
export interface SeenRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

/** A server on loopback for one test. */
export interface TestServer {
  /** `https://127.0.0.1:port` */
  readonly endpoint: string;
  readonly port: number;
  readonly requests: readonly SeenRequest[];
  /** Connections that were made so far. */
  connections(): number;
  /** Bytes that came in after TLS was taken off. */
  received(): number;
  /** Resolves when no connection is open. */
  drained(): Promise<void>;
  stop(): Promise<void>;
}

/** What a test server does with a request; `n` counts from 1. */
export type Handler = (request: SeenRequest, response: ServerResponse, n: number) => void;

/** An HTTPS server that records what it is sent and answers as the test wants. */
export async function startHttpsServer(identity: Identity, handler: Handler): Promise<TestServer> {
  const requests: SeenRequest[] = [];
  const server = createServer({ key: identity.key, cert: identity.cert }, (message, response) => {
    void readRequest(message).then((request) => {
      requests.push(request);
      handler(request, response, requests.length);
    });
  });
  return { requests, ...(await listen(server)) };
}

/** Listens on a loopback port, a free one unless it says otherwise; `stop` also ends the connections that are open. */
export async function listen(server: Server, wanted = 0): Promise<Omit<TestServer, "requests">> {
  const sockets = new Set<Socket>();
  let connections = 0;
  let received = 0;
  server.on("secureConnection", (socket: Socket) => {
    socket.on("data", (data: Buffer) => (received += data.length));
  });
  server.on("connection", (socket: Socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on("error", () => socket.destroy());
    socket.on("close", () => sockets.delete(socket));
  });
  server.listen(wanted, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `https://127.0.0.1:${port}`,
    port,
    connections: () => connections,
    received: () => received,
    drained: async () => {
      await Promise.all([...sockets].map(async (socket) => socket.closed || once(socket, "close")));
    },
    stop: async () => {
      const closed = once(server, "close");
      server.close();
      sockets.forEach((socket) => socket.destroy());
      await closed;
    },
  };
}

/** Answers as PVE does. */
export function reply(response: ServerResponse, status: number, body: unknown, statusText?: string): void {
  const text = JSON.stringify(body);
  const headers = {
    "Content-Type": "application/json;charset=UTF-8",
    "Content-Length": Buffer.byteLength(text),
  };
  if (statusText === undefined) response.writeHead(status, headers);
  else response.writeHead(status, statusText, headers);
  response.end(text);
}

async function readRequest(message: IncomingMessage): Promise<SeenRequest> {
  let body = "";
  for await (const chunk of message) body += String(chunk);
  return { method: message.method ?? "", url: message.url ?? "", headers: message.headers, body };
}
