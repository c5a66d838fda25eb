/** The HTTPS server of the simulator: reads requests, meets the planned faults, sends replies. */
import { createServer as createHttp } from "node:http";
import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { createServer as createHttps } from "node:https";
import { createServer } from "node:net";
import type { AddressInfo, Server, Socket } from "node:net";
import type { Duplex } from "node:stream";
import { gzipSync } from "node:zlib";
import type { Reply } from "./message";

const IDLE_MS = 5000;
const REQUESTS_PER_CONNECTION = 100;
const COMPRESS_FROM = 1024;
/** What is read of a body that is too large, so that the client gets to read the answer. */
const BODY_BOUND = 16 * 1024 * 1024;
const TLS_HANDSHAKE = 0x16;

export interface TlsKeys {
  readonly key: string;
  readonly cert: string;
}

/** One port of the loopback interface that speaks TLS, and sends plain HTTP there. */
export class HttpsServer {
  private readonly sockets = new Set<Socket>();
  private readonly front: Server;
  private accepted = 0;

  constructor({ key, cert }: TlsKeys, listener: RequestListener) {
    const secure = createHttps({ key, cert, maxHeaderSize: 8192, keepAliveTimeout: IDLE_MS }, listener);
    const plain = createHttp(redirect);
    secure.on("clientError", answerUnreadable);
    this.front = createServer((socket) => {
      this.accepted += 1;
      this.sockets.add(socket);
      socket.on("close", () => this.sockets.delete(socket));
      socket.on("error", () => socket.destroy());
      socket.once("data", (start: Buffer) => {
        socket.pause();
        socket.unshift(start);
        (start[0] === TLS_HANDSHAKE ? secure : plain).emit("connection", socket);
        process.nextTick(() => socket.resume());
      });
    });
  }

  /** How many connections were made since it was created. */
  get connections(): number {
    return this.accepted;
  }

  /** Answers the port. @throws Error when the port can't be had. */
  async listen(port: number): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      this.front.once("error", reject);
      this.front.listen(port, "127.0.0.1", resolve);
    });
    return (this.front.address() as AddressInfo).port;
  }

  /** Stops listening and drops all connections. */
  async close(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.front.close(() => resolve());
      for (const socket of this.sockets) socket.destroy();
    });
  }
}

/** Reads the body; of one that is far too large only the beginning. */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= BODY_BOUND) chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

const served = new WeakMap<Socket, number>();

/** Sends a reply and waits until it is out. */
export async function send(request: IncomingMessage, response: ServerResponse, reply: Reply): Promise<void> {
  const count = (served.get(request.socket) ?? 0) + 1;
  served.set(request.socket, count);
  const isLast = reply.status >= 400 || count >= REQUESTS_PER_CONNECTION;
  const compress =
    reply.body.length > COMPRESS_FROM && /gzip/.test(request.headers["accept-encoding"]?.toString() ?? "");
  const body = compress ? gzipSync(reply.body) : Buffer.from(reply.body, "utf8");
  response.writeHead(reply.status, headerText(reply.reason), {
    "Cache-Control": "max-age=0",
    Expires: new Date().toUTCString(),
    Pragma: "no-cache",
    Server: "pve-api-daemon/3.0",
    "Content-Length": body.length,
    ...(reply.contentType === undefined ? {} : { "Content-Type": reply.contentType }),
    ...(compress ? { "Content-Encoding": "gzip" } : {}),
    ...(isLast || request.headers.connection?.toLowerCase() === "close"
      ? { Connection: "close" }
      : { Connection: "Keep-Alive" }),
  });
  await finish(response, body);
}

/** Ends a response; also returns when the client has gone away. */
export async function finish(response: ServerResponse, body: Buffer | string): Promise<void> {
  await new Promise<void>((resolve) => {
    response.once("close", resolve);
    response.end(body, resolve);
  });
}

/** A reason phrase holds no control characters, and other letters as their bytes. */
export function headerText(text: string): string {
  const printable = Array.from(text, (letter) => (letter < " " || letter === "\x7f" ? " " : letter)).join("");
  return Buffer.from(printable, "utf8").toString("latin1");
}

function redirect(request: IncomingMessage, response: ServerResponse): void {
  const isRead = request.method === "GET" || request.method === "HEAD";
  const location = `https://${request.headers.host ?? "localhost"}${request.url ?? "/"}`;
  response.writeHead(isRead ? 301 : 308, isRead ? "Moved Permanently" : "Permanent Redirect", {
    Location: location,
    Connection: "close",
  });
  response.end();
}

/** Requests that Node's parser refuses, but PVE's answers. */
function answerUnreadable(error: Error & { code?: string; rawPacket?: Buffer }, socket: Duplex): void {
  const line = error.rawPacket?.toString("latin1").split("\r\n")[0] ?? "";
  const [, method, version] = /^(\S+) \S+ HTTP\/(\d+\.\d+)/.exec(line) ?? [];
  if (error.code === "HPE_INVALID_METHOD" && method !== undefined) {
    socket.end(`HTTP/1.1 501 method '${method}' not available\r\nConnection: close\r\n\r\n`);
  } else if (error.code === "HPE_INVALID_VERSION" && version !== undefined) {
    socket.end(`HTTP/1.1 506 http protocol version ${version} not supported\r\nConnection: close\r\n\r\n`);
  } else {
    socket.destroy();
  }
}
