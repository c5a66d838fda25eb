/** Requests and replies between the HTTP server and the API. */

export interface ApiRequest {
  readonly method: string;
  /** Percent-decoded, each byte one character. */
  readonly path: string;
  /** As sent. */
  readonly query: string;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

export interface Reply {
  readonly status: number;
  readonly reason: string;
  readonly contentType?: string;
  readonly body: string;
  /** Which part of the penalty for a failed authentication is due: all of it, or what is left since the start. */
  readonly penalty?: "full" | "rest";
  /** Who made the call, as far as it is known. */
  readonly identity?: string | undefined;
}

/** An error of the HTTP layer: plain text, no JSON. */
export function plainError(status: number, text: string, body = ""): Reply {
  return { status, reason: firstLine(text), body };
}

export function firstLine(text: string): string {
  return text.split("\n")[0] ?? "";
}

/** The value of a header that comes once. */
export function header(request: ApiRequest, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}

/** A content type without its parameters. */
export function parseContentType(value: string | undefined): string | undefined {
  return value === undefined || value === "" ? undefined : value.split(/\s*[;,]\s*/)[0];
}
