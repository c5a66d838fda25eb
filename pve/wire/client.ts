import axios, { type AxiosRequestConfig } from "axios";
import type { X509Certificate } from "node:crypto";
import type { Readable } from "node:stream";
import type { Authentication } from "./login/authentication";
import { readBody } from "./body";
import { agentFor } from "./connection";
import { startDeadline, type Limits } from "./deadline";
import { PveApiError } from "./errors";
import { networkError } from "./network-failure";
import { encodeParams, secretParams, type Params } from "./params";
import { brokenReply, readReply, type Reply, type ReplyContext } from "./reply";
import { withRetry, type RetryPolicy } from "./retry";
import type { Trust } from "./trust/trust";

export { apiPath, type Params } from "./params";

/**
 * The PVE API at one endpoint, for one caller. Paths begin after `/api2/json`; every method resolves to `data` of the
 * answer. All throw PveApiError (there was an answer) or PveNetworkError (there was none); what is safe to try again
 * was tried again by then.
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
}

/** One way to a cluster. */
export interface Channel {
  /** Normalised endpoint. */
  readonly endpoint: string;
  readonly trust: Trust;
  readonly limits: Limits;
  readonly retry: RetryPolicy;
  /** Told when a call failed and is about to be tried again. */
  readonly waiting: (error: Error) => void;
  /** Told of the certificate of every trusted connection. */
  readonly certificate: (certificate: X509Certificate) => void;
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
    const request: AxiosRequestConfig = {
      ...requestFor(channel.endpoint, method, path, encodeParams(params)),
      headers: { ...HEADERS, ...authentication.headers(method) },
    };
    const attempt = async (): Promise<unknown> => readReply(await send(channel, context, request), context);
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
  };
}

/** Uncompressed answers only, so that their size is what was sent. */
const HEADERS = {
  Accept: "application/json",
  "Accept-Encoding": "identity",
  "Content-Type": "application/x-www-form-urlencoded",
  "User-Agent": "cdktf-proxmox-access",
} as const;

/** Redirects, proxies, decompression, parsing and judging by status are not left to axios. */
const http = axios.create({
  adapter: "http",
  maxRedirects: 0,
  proxy: false,
  decompress: false,
  responseType: "stream",
  validateStatus: () => true,
});

/** PVE takes no body with GET and DELETE, and none without its length: a string has one. */
function requestFor(endpoint: string, method: Method, path: string, form: string): AxiosRequestConfig {
  const url = `${endpoint}/api2/json${path}`;
  if (method === "POST" || method === "PUT") return { method, url, data: form };
  return { method, url: form === "" ? url : `${url}?${form}` };
}

/** One request, one answer. Nothing that axios throws leaves this function: it would carry headers and bodies. */
async function send(channel: Channel, context: ReplyContext, request: AxiosRequestConfig): Promise<Reply> {
  const deadline = startDeadline(channel.limits);
  let sent = false;
  const established = (certificate: X509Certificate): void => {
    sent = true;
    deadline.connected();
    channel.certificate(certificate);
  };
  const { endpoint, trust } = channel;
  const { signal } = deadline;
  const httpsAgent = agentFor({ endpoint, trust, signal, established });
  try {
    const { status, statusText, headers, data } = await http.request<Readable>({
      ...request,
      httpsAgent,
      signal,
    });
    const header = (name: string): string => String(headers[name] ?? "");
    const encoding = header("content-encoding");
    if (!/^(identity)?$/i.test(encoding)) {
      data.destroy();
      throw brokenReply(status, "a compressed answer that was not asked for", context);
    }
    const body = await readBody(data, channel.limits.bodyBytes);
    if (body === undefined) {
      throw brokenReply(status, `an answer of more than ${channel.limits.bodyBytes} bytes`, context);
    }
    return { status, statusText, contentType: header("content-type"), location: header("location"), body };
  } catch (error) {
    if (error instanceof PveApiError) throw error;
    throw networkError(context.call, { error, sent, timeout: deadline.timeout() });
  } finally {
    deadline.end();
  }
}
