import type { Channel } from "./transport/channel";
import { exchange, type Request } from "./transport/exchange";
import { tokenAuthentication, type Authentication } from "./login/authentication";
import { encodeParams, secretParams, type Params } from "./params";
import { readReply, type ReplyContext } from "./reply/reply";
import { withRetry } from "./retry";
import type { Peer } from "./trust/tls";

/**
 * The PVE API at one endpoint, for one caller. Paths begin after `/api2/json`; every method resolves to `data` of the
 * answer. All throw PveApiError (there was an answer) or PveNetworkError (there was none); what is safe to try again
 * was tried again by then. Calls that are made together go out one after another, on one connection.
 */
export interface PveClient {
  /** Normalised, such as `https://host3:8006`. */
  readonly endpoint: string;
  /** Who is logged in: `root@pam`, or `user@realm!tokenid`. */
  readonly identity: string;
  get<T>(path: string, query?: Params): Promise<T>;
  post<T>(path: string, params: Params): Promise<T>;
  put<T>(path: string, params: Params): Promise<T>;
  delete<T>(path: string, query?: Params): Promise<T>;
  /**
   * The same cluster over the same connection, for an API token, such as one that was just made. PVE sees it in the
   * first call.
   */
  asToken(fullTokenid: string, secret: string): PveClient;
  /** The node that has answered, by its certificate; undefined before the first call. */
  peer(): Peer | undefined;
  /** Whether Node's own root certificates vouch for the node's certificate, whatever host it is for. It takes a connection of its own. */
  isVouchedFor(): Promise<boolean>;
  /** Ends the connection, also for the clients that share it. A call that is made later fails. */
  close(): void;
}

type Method = "GET" | "POST" | "PUT" | "DELETE";

/** A client that talks through a channel with a credential. */
export function createClient(channel: Channel, authentication: Authentication): PveClient {
  async function call<T>(method: Method, path: string, params: Params = {}): Promise<T> {
    const context: ReplyContext = {
      call: { method, path, endpoint: channel.endpoint },
      secrets: [...authentication.secrets, ...secretParams(params)],
      advice: authentication.advice,
    };
    const request: Request = {
      ...requestFor(channel.endpoint, method, path, encodeParams(params)),
      headers: { ...HEADERS, ...authentication.headers(method) },
    };
    const attempt = async (): Promise<unknown> =>
      readReply(await exchange(channel, context, request), context);
    // The one place where the type of an answer is assumed; its content is the caller's to check.
    return (await withRetry(attempt, method, channel.retry, channel.waiting)) as T;
  }
  return {
    endpoint: channel.endpoint,
    identity: authentication.identity,
    get: (path, query) => call("GET", path, query),
    post: (path, params) => call("POST", path, params),
    put: (path, params) => call("PUT", path, params),
    delete: (path, query) => call("DELETE", path, query),
    asToken: (fullTokenid, secret) => {
      const advice = `The token ${fullTokenid} was refused: it is unknown, has expired or was renewed, or its user is disabled.`;
      return createClient(channel, tokenAuthentication(fullTokenid, secret, advice));
    },
    peer: () => channel.line.peer(),
    isVouchedFor: channel.isVouchedFor,
    close: () => channel.line.close(),
  };
}

/** Uncompressed answers only, so that their size is what was sent. */
const HEADERS = {
  Accept: "application/json",
  "Accept-Encoding": "identity",
  "Content-Type": "application/x-www-form-urlencoded",
  "User-Agent": "cdktf-proxmox-access",
} as const;

/** PVE takes no body with GET and DELETE, and none without its length: a string has one. */
function requestFor(endpoint: string, method: Method, path: string, form: string): Request {
  const url = `${endpoint}/api2/json${path}`;
  if (method === "POST" || method === "PUT") return { method, url, data: form };
  return { method, url: form === "" ? url : `${url}?${form}` };
}
