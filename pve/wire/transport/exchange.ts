import axios, {
  type AxiosRequestConfig,
  type AxiosResponse,
  type InternalAxiosRequestConfig,
  type RawAxiosHeaders,
} from "axios";
import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import { request as httpsRequest, type Agent } from "node:https";
import { readBody } from "../reply/body";
import type { Channel } from "./channel";
import { startDeadline, type Deadline } from "./deadline";
import { PveApiError, PveNetworkError } from "../errors";
import { networkError, silentError } from "./network-failure";
import { brokenReply, type Reply, type ReplyContext } from "../reply/reply";

/** A request as axios takes it. */
export type Request = Pick<AxiosRequestConfig, "method" | "url" | "data" | "headers">;

/**
 * One request, one answer, on the channel's line; the time limit starts when the line is free. Nothing that axios throws
 * leaves this function: it would carry headers and bodies.
 *
 * The server may have dropped a kept connection just when we wrote to it. A GET is then sent again at once, on a new
 * one. A write is not: nobody knows whether it was read.
 * @throws PveApiError for an answer that breaks a bound of ours; PveNetworkError when there is no complete answer
 */
export function exchange(channel: Channel, context: ReplyContext, request: Request): Promise<Reply> {
  const { line, limits, silence } = channel;
  return line.lend(async (agent) => {
    const started = performance.now();
    const left = silence.left();
    if (left <= 0) throw silentError(context.call, silence.words);
    const deadline = startDeadline(Math.min(limits.totalMs, left));
    const attempt = new Attempt(channel, context, agent, deadline);
    try {
      const reply = await attempt.send(request).catch((error: unknown) => {
        if (context.call.method !== "GET" || !attempt.wasDropped(error)) throw error;
        return new Attempt(channel, context, agent, deadline).send(request);
      });
      silence.ends();
      return reply;
    } catch (error) {
      if (error instanceof PveNetworkError) silence.goesOn(started);
      else silence.ends();
      throw error;
    } finally {
      deadline.end();
    }
  });
}

/** A request on its way, and how far it came. */
class Attempt {
  /** It had a trusted connection, so some of it may have left this machine. */
  private isSent = false;
  /** The connection had carried requests before. */
  private isReused = false;
  private isAnswered = false;

  constructor(
    private readonly channel: Channel,
    private readonly context: ReplyContext,
    private readonly agent: Agent,
    private readonly deadline: Deadline,
  ) {}

  async send(request: Request): Promise<Reply> {
    const started = performance.now();
    const shown = `${this.context.call.method} ${this.context.call.path}${queryNames(request)}`;
    const log = (outcome: string | number): void =>
      this.channel.log(`${shown} ${outcome} ${Math.round(performance.now() - started)} ms`);
    try {
      const reply = await this.receive(request);
      log(reply.status);
      return reply;
    } catch (error) {
      const failure = error instanceof PveApiError ? error : this.failure(error);
      log(failure instanceof PveApiError ? failure.status : (failure.code ?? "failed"));
      throw failure;
    }
  }

  /** Whether an attempt ended because the server had dropped a connection that was kept from an earlier request. */
  wasDropped(error: unknown): boolean {
    const isLost = error instanceof PveNetworkError && ["ECONNRESET", "EPIPE"].includes(error.code ?? "");
    return isLost && this.isReused && !this.isAnswered;
  }

  private async receive(request: Request): Promise<Reply> {
    const { bodyBytes } = this.channel.limits;
    const { status, statusText, headers, data } = await axios.request<IncomingMessage>({
      ...request,
      signal: this.deadline.signal,
      adapter: (config) => this.start(config),
    });
    const header = (name: string): string => String(headers[name] ?? "");
    if (!/^(identity)?$/i.test(header("content-encoding"))) {
      data.destroy();
      throw brokenReply(status, "a compressed answer that was not asked for", this.context);
    }
    const body = await readBody(data, bodyBytes);
    if (body === undefined) {
      throw brokenReply(status, `an answer of more than ${bodyBytes} bytes`, this.context);
    }
    return {
      status,
      statusText,
      contentType: header("content-type"),
      location: header("location"),
      retryAfter: header("retry-after"),
      body,
    };
  }

  /**
   * Makes the request of axios. Its own adapters do not tell about the connection, and redirects, proxies, decompression, parsing
   * and judging by status are not left to it.
   */
  private async start(config: InternalAxiosRequestConfig): Promise<AxiosResponse<IncomingMessage>> {
    const { url = "", method = "", headers } = config;
    const signal = config.signal as AbortSignal;
    const request = httpsRequest(url, {
      method: method.toUpperCase(),
      headers: headers.toJSON(),
      agent: this.agent,
      signal,
    });
    request.once("socket", () => {
      this.isSent = true;
      this.isReused = request.reusedSocket;
    });
    // What ends it after `response` is told by the answer itself.
    request.on("error", () => undefined);
    request.end(config.data);
    // Of an answer that switches to another protocol Node tells nothing at all.
    const [answer] = (await once(request, "response", { signal })) as [IncomingMessage];
    this.isAnswered = true;
    const { statusCode: status = 0, statusMessage: statusText = "" } = answer;
    return { status, statusText, headers: answer.headers as RawAxiosHeaders, data: answer, config };
  }

  private failure(error: unknown): PveNetworkError {
    return networkError(this.context.call, {
      error,
      sent: this.isSent,
      timeout: this.deadline.timeout(),
    });
  }
}

/** The query without its values, any of which could be a secret. */
function queryNames({ url = "" }: Request): string {
  const names = [...new URL(url).searchParams.keys()];
  return names.length === 0 ? "" : `?${names.join("&")}`;
}
