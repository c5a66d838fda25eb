import { addressOf } from "../../names";
import {
  errorCode,
  PveNetworkError,
  UntrustedCertificateError,
  type Attempted,
  type FailedCall,
} from "../errors";
import { LineFault } from "./line";
import { ProxyRefusal } from "./proxy";
import { CertificateFault } from "../trust/tls";

/** What a failed exchange leaves behind. */
export interface Failure {
  /** What was thrown on the way. Only its code is used: it may hold headers and bodies. */
  readonly error: unknown;
  /** Whether the request may have left this machine. */
  readonly sent: boolean;
  /** What did not happen in time, in words. */
  readonly timeout?: string | undefined;
}

const MEANINGS: Readonly<Record<string, string>> = {
  ECONNREFUSED: "the connection was refused",
  ECONNRESET: "the connection was closed before the answer was complete",
  EPIPE: "the connection was closed before the request was complete",
  ENOTFOUND: "the host name is not known",
  EAI_AGAIN: "the host name can't be looked up at the moment",
  EHOSTUNREACH: "there is no route to the host",
  ENETUNREACH: "there is no route to the network",
  ETIMEDOUT: "there was no reply",
  EPROTO: "the server does not speak TLS there",
  ERR_SSL_WRONG_VERSION_NUMBER: "the server does not speak TLS there",
  ERR_INVALID_CHAR: "the credential holds a character that no header may hold",
};

/** Turns whatever was thrown below HTTP into an error that holds no header, no body and no secret. */
export function networkError(call: Attempted, { error, sent, timeout }: Failure): PveNetworkError {
  if (error instanceof CertificateFault) {
    const { message, code, advice } = error;
    return new UntrustedCertificateError(call, { what: message, code, sent: false, advice });
  }
  if (error instanceof ProxyRefusal) {
    const { message, code } = error;
    const advice = "Check HTTPS_PROXY, or name the host in NO_PROXY.";
    return new PveNetworkError(call, { what: message, code, sent: false, advice });
  }
  if (error instanceof LineFault) {
    const { message, code } = error;
    const advice = code === "ETIMEDOUT" ? unreachableAdvice(call.endpoint) : undefined;
    return new PveNetworkError(call, { what: message, code, sent: false, advice });
  }
  if (timeout !== undefined) {
    const advice = unreachableAdvice(call.endpoint);
    return new PveNetworkError(call, { what: timeout, code: "ETIMEDOUT", sent, advice });
  }
  const code = errorCode(error);
  const meaning = code === undefined ? undefined : (MEANINGS[code] ?? meaningOfFamily(code));
  return new PveNetworkError(call, {
    what: `${meaning ?? "the exchange failed"}${code === undefined ? "" : ` (${code})`}`,
    code,
    sent,
    advice: sent ? undefined : unreachableAdvice(call.endpoint),
  });
}

/** A cluster that was waited for long enough: nothing was sent this time. @param what in words */
export function silentError(call: FailedCall, what: string): PveNetworkError {
  return new PveNetworkError(call, {
    what,
    code: "SILENT",
    sent: false,
    advice: unreachableAdvice(call.endpoint),
  });
}

function meaningOfFamily(code: string): string | undefined {
  if (code.startsWith("HPE_")) return "the answer is not HTTP";
  if (code.startsWith("ERR_SSL_")) return "TLS could not be agreed on";
  return undefined;
}

function unreachableAdvice(endpoint: string): string {
  const { host, port } = addressOf(endpoint);
  const usual = port === 8006 ? "" : " (PVE itself listens on 8006)";
  return `Check the endpoint, that ${host} is up, and that port ${port}${usual} can be reached from here.`;
}
