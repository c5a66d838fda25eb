import { classify, PveApiError, type FailedCall, type Refusal } from "../errors";
import { masked, withoutTokenSecrets } from "./mask";
import { isTooDeep } from "./nesting";
import { foreignData, foreignText } from "./text";

/** A complete answer, as it came. */
export interface Reply {
  readonly status: number;
  readonly statusText: string;
  readonly contentType: string;
  /** Where a redirect points to. */
  readonly location: string;
  /** After how many seconds to ask again, if the server says so. */
  readonly retryAfter: string;
  readonly body: string;
}

/** What an answer is read with. */
export interface ReplyContext {
  readonly call: FailedCall;
  /** Replaced wherever the server echoes them. */
  readonly secrets: readonly string[];
  /** What a user does when the credential is refused. */
  readonly advice: string;
}

const MOST_ERRORS = 20;

/**
 * `data` of a successful answer, as `foreignData` has it.
 * @throws PveApiError for anything else: a refusal, a redirect, or an answer that is not PVE's
 */
export function readReply(reply: Reply, context: ReplyContext): unknown {
  if (reply.status >= 300 && reply.status < 400) throw redirected(reply, context);
  const json = parseJson(reply, context);
  if (reply.status < 200 || reply.status >= 300) throw refused(reply, json, context);
  if (isRecord(json) && Object.hasOwn(json, "data")) return foreignData(json["data"]);
  throw notPve(reply, json, context);
}

/** An answer that breaks a bound of ours; `detail` says which. */
export function brokenReply(status: number, detail: string, { call }: ReplyContext): PveApiError {
  return new PveApiError(call, {
    status,
    reason: detail,
    detail,
    errors: {},
    unclear: true,
    advice:
      "PVE does not answer like that: check that the endpoint is a PVE node, and what stands before it.",
  });
}

/** PVE sends plain text or nothing for what it refuses before routing, so only what calls itself JSON is parsed. */
function parseJson({ status, contentType, body }: Reply, context: ReplyContext): unknown {
  if (!/^application\/json\s*(;|$)/i.test(contentType)) return undefined;
  if (isTooDeep(body)) throw brokenReply(status, "JSON that is nested too deep", context);
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

function redirected(reply: Reply, context: ReplyContext): PveApiError {
  const target = URL.canParse(reply.location, context.call.endpoint)
    ? new URL(reply.location, context.call.endpoint).host
    : "an unreadable place";
  return brokenReply(
    reply.status,
    `a redirect to ${shown(target, context)}, which was not followed`,
    context,
  );
}

function notPve(reply: Reply, json: unknown, context: ReplyContext): PveApiError {
  const kind = shown(reply.contentType, context);
  const what =
    json !== undefined
      ? "JSON without `data`"
      : /json/i.test(kind)
        ? "broken JSON"
        : kind || "no content type";
  return brokenReply(reply.status, `an answer that is not PVE's (${what})`, context);
}

function refused(reply: Reply, json: unknown, context: ReplyContext): PveApiError {
  const show = (text: string): string => shown(text, context);
  const fields = isRecord(json) ? json : {};
  // Before January 2025 there was no `message`, and the reason phrase was all.
  const text = typeof fields["message"] === "string" ? fields["message"] : reply.statusText;
  // A secret may have lines too.
  const message = withoutSecrets(text, context).trim();
  const errors = isRecord(fields["errors"]) ? Object.entries(fields["errors"]).slice(0, MOST_ERRORS) : [];
  const refusal: Refusal = {
    status: reply.status,
    reason: show(message.split("\n", 1)[0] ?? ""),
    detail: show(message),
    errors: Object.fromEntries(errors.map(([name, fault]) => [show(name), show(String(fault))])),
    advice: adviceFor(reply.status, message, context),
    retryAfterMs: /^\d{1,6}$/.test(reply.retryAfter) ? Number(reply.retryAfter) * 1000 : undefined,
  };
  return new PveApiError(context.call, refusal);
}

/** Text of a failure, without what was sent and without a secret that was just made. */
function shown(text: string, context: ReplyContext): string {
  return foreignText(withoutSecrets(text, context));
}

function withoutSecrets(text: string, { secrets }: ReplyContext): string {
  return withoutTokenSecrets(masked(text, secrets));
}

/** A refused credential is the caller's to explain, but not one that never arrived. */
function adviceFor(status: number, message: string, { advice, secrets }: ReplyContext): string | undefined {
  if (status !== 401) return undefined;
  return classify(status, message, {}) === "not-received" && secrets.length > 0 ? undefined : advice;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
