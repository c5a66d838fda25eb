import { classify, isUnfinishedWrite, type PveErrorKind } from "./classify";

export { classify, type PveErrorKind };

/** Node's code of an error, such as `ENOENT`. */
export function errorCode(error: unknown): string | undefined {
  const code = typeof error === "object" && error !== null && "code" in error ? error.code : undefined;
  return typeof code === "string" ? code : undefined;
}

/** The call that failed. */
export interface FailedCall {
  readonly method: string;
  /** API path without `/api2/json`, such as `/access/users`. */
  readonly path: string;
  readonly endpoint: string;
}

/** What there was no answer to: a call, or before any call the mere attempt to connect. */
export type Attempted = FailedCall | (Pick<FailedCall, "endpoint"> & { readonly method?: never });

/** What the server answered, already fit for display (see `foreignText`). */
export interface Refusal {
  readonly status: number;
  /** First line of the message. */
  readonly reason: string;
  /** The whole message on one line. */
  readonly detail: string;
  /** The fault of each parameter, by its name. */
  readonly errors: Readonly<Record<string, string>>;
  /** What to do next; the default depends on the kind. */
  readonly advice?: string | undefined;
  /** `true` when the answer does not tell whether a write was carried out; the default depends on the status. */
  readonly unclear?: boolean;
  /** Milliseconds after which the server wants to be asked again. */
  readonly retryAfterMs?: number | undefined;
}

const ADVICE: Partial<Record<PveErrorKind, string>> = {
  locked: "Another task held the lock of the access configuration; nothing was changed, so run it again.",
  "no-quorum": "The cluster is read-only until more of its nodes are back; then run it again.",
  proxy:
    "The node's API service did not answer (`systemctl status pveproxy pvedaemon` on the node tells more).",
  "not-pve":
    "PVE itself never answers that: something before it, such as a reverse proxy, has no PVE below the path of the endpoint. Check the path.",
  busy: "It is asked too often, by us or by others: run it again later.",
  "not-received":
    "A credential was sent, and none arrived: something before the node, such as a reverse proxy, takes the Authorization " +
    "header or the cookie off. Let it pass them on, or use the node's own endpoint.",
};

const UNCLEAR = "It is unknown whether the change was carried out; the next run looks before it acts.";

/** PVE answered, and refused. There is no 404 and no 409 in this API: `kind` tells what happened, not `status`. */
export class PveApiError extends Error {
  override readonly name = "PveApiError";
  readonly status: number;
  readonly reason: string;
  readonly detail: string;
  readonly errors: Readonly<Record<string, string>>;
  readonly method: string;
  readonly path: string;
  readonly endpoint: string;
  readonly kind: PveErrorKind;
  /** `true`: a write that may or may not have been carried out. Look before it is repeated. */
  readonly resultUnknown: boolean;
  /** Milliseconds after which the server wants to be asked again; 0: it does not say. */
  readonly retryAfterMs: number;

  constructor(call: FailedCall, refusal: Refusal) {
    const { status, reason, detail, errors } = refusal;
    const kind = classify(status, detail, errors);
    const resultUnknown = call.method !== "GET" && (refusal.unclear ?? isUnfinishedWrite(status, detail));
    const faults = Object.entries(errors).map(([parameter, fault]) => `${parameter}: ${fault}`);
    const shown = [detail, ...faults].filter((part) => part !== "").join("; ");
    super(
      sentences(
        `${call.method} ${call.path} at ${call.endpoint} was answered with ${status}${shown && ` ${shown}`}`,
        refusal.advice ?? ADVICE[kind],
        resultUnknown ? UNCLEAR : undefined,
      ),
    );
    this.status = status;
    this.reason = reason;
    this.detail = detail;
    this.errors = errors;
    this.method = call.method;
    this.path = call.path;
    this.endpoint = call.endpoint;
    this.kind = kind;
    this.resultUnknown = resultUnknown;
    this.retryAfterMs = refusal.retryAfterMs ?? 0;
  }
}

/** There was no complete answer: refused, reset, timed out, or the certificate is not trusted. */
export class PveNetworkError extends Error {
  override readonly name: string = "PveNetworkError";
  readonly endpoint: string;
  /** Node's code, such as `ECONNREFUSED`. */
  readonly code?: string;
  /** `false`: not a byte of the request left this machine. */
  readonly sent: boolean;
  /** `true`: a write that may or may not have been carried out. Look before it is repeated. */
  readonly resultUnknown: boolean;

  constructor(call: Attempted, failure: NetworkFailure) {
    const resultUnknown = failure.sent && call.method !== "GET";
    const where =
      call.method === undefined ? call.endpoint : `${call.method} ${call.path} at ${call.endpoint}`;
    super(sentences(`${where}: ${failure.what}`, failure.advice, resultUnknown ? UNCLEAR : undefined));
    this.endpoint = call.endpoint;
    if (failure.code !== undefined) this.code = failure.code;
    this.sent = failure.sent;
    this.resultUnknown = resultUnknown;
  }
}

/** Why there was no answer. */
export interface NetworkFailure {
  /** What happened, in words. */
  readonly what: string;
  readonly code?: string | undefined;
  readonly sent: boolean;
  readonly advice?: string | undefined;
}

/** The certificate is not trusted; nothing was sent, and another attempt would not help. */
export class UntrustedCertificateError extends PveNetworkError {
  override readonly name = "UntrustedCertificateError";
}

function sentences(...parts: readonly (string | undefined)[]): string {
  return parts
    .filter((part) => part !== undefined && part !== "")
    .map((part) => (/[.!?…]$/.test(part ?? "") ? part : `${part}.`))
    .join(" ");
}
