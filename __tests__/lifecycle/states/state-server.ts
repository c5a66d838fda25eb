/** A server that keeps a state for Terraform's `http` backend, over plain HTTP on loopback. */
import { once } from "node:events";
import { type IncomingMessage, type ServerResponse, createServer } from "node:http";
import type { AddressInfo } from "node:net";

export interface StateServer {
  /** The arguments of the backend. */
  readonly config: Readonly<Record<string, string>>;
  /** The state as it was written last; undefined if none was. */
  readonly state: () => string | undefined;
  /** What Terraform asked for, in order, such as `LOCK`. */
  readonly methods: readonly string[];
  /** Refuses every state from now on. */
  refuseWrites(): void;
  stop(): Promise<void>;
}

export async function startStateServer(): Promise<StateServer> {
  let state: string | undefined;
  let lock: string | undefined;
  const methods: string[] = [];
  let isFull = false;

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { method = "" } = request;
    let body = "";
    for await (const chunk of request) body += String(chunk);
    methods.push(method);
    const end = (status: number, text = "") => response.writeHead(status).end(text);
    if (method === "GET") end(state === undefined ? 204 : 200, state);
    else if (method === "LOCK" && lock !== undefined) end(423, lock);
    else if (method === "POST" && isFull) end(507);
    else if (method === "POST" && request.url?.includes(`ID=${idOf(lock)}`) !== true) end(409);
    else {
      if (method === "POST") state = body;
      if (method === "LOCK") lock = body;
      if (method === "UNLOCK") lock = undefined;
      end(200);
    }
  };

  const server = createServer((request, response) => void answer(request, response));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/state`;
  return {
    config: { address, lock_address: address, unlock_address: address },
    state: () => state,
    methods,
    refuseWrites: () => {
      isFull = true;
    },
    stop: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}

function idOf(lock: string | undefined): string {
  return lock === undefined ? "none" : (JSON.parse(lock) as { ID: string }).ID;
}
