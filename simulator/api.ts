/**
 * From a request to its reply, in PVE's order: credential, body, route, conflict of path and query, token allowed,
 * permission, parameters, and the call itself.
 */
import { identify, Unauthenticated } from "./access/authentication";
import type { Identified } from "./access/authentication";
import { Caller } from "./access/caller";
import type { Cluster } from "./cluster";
import { Failure, forbidden, invalid } from "./failure";
import type { NodeCertificates } from "./http/certificate";
import type { ApiRequest, Reply } from "./http/message";
import { firstLine, header, parseContentType, plainError } from "./http/message";
import type { Method } from "./schema/methods";
import { findRoute, methodsOf } from "./schema/methods";
import { readParameters } from "./http/parameters";
import { Rights } from "./access/rights";
import { HANDLERS } from "./routes";
import type { Value, Values } from "./schema/schema";
import { validate } from "./schema/schema";

type Format = "json" | "extjs";

/** The certificates of the node, and which of them the server presents. */
export interface ServedCertificate {
  readonly fingerprint: string;
  readonly certificates: NodeCertificates;
}

const KNOWN_METHODS = ["GET", "POST", "PUT", "DELETE"];
const CONTENT_TYPES = ["application/x-www-form-urlencoded", "application/json"];

/** The path below `/api2/<format>`. */
export function apiPath(path: string): { readonly path: string; readonly format: string } | undefined {
  const [, format, rest] = /^\/api2\/+([a-z][a-z0-9]+)(\/.*)?$/s.exec(path) ?? [];
  return format === undefined ? undefined : { format, path: rest ?? "/" };
}

export class Api {
  private readonly methods: ReadonlyMap<string, Method>;

  constructor(
    private readonly cluster: Cluster,
    private readonly served: ServedCertificate,
  ) {
    const { zones, vnets } = cluster.inventory;
    this.methods = methodsOf(cluster.release, zones.length + vnets.length > 0);
  }

  answer(request: ApiRequest): Reply {
    const { method, path } = request;
    if (!KNOWN_METHODS.includes(method)) return plainError(501, `method '${method}' not available`);
    const encoding = header(request, "transfer-encoding");
    if (encoding?.toLowerCase() === "chunked")
      return this.unread(501, "chunked transfer encoding not supported");
    if (encoding !== undefined) return this.unread(501, `Unknown transfer encoding '${encoding}'`);
    if (!path.startsWith("/api2"))
      return this.bodyFault(request) ?? this.unread(501, `no such file '${path}'`);
    const target = apiPath(path);
    if (target === undefined) return this.unread(501, "no such uri");
    try {
      const who = identify(this.cluster, request, target.path);
      return { ...this.dispatch(request, target.path, target.format, who), identity: who.identity };
    } catch (failure) {
      if (!(failure instanceof Unauthenticated)) throw failure;
      return { ...plainError(401, failure.message), penalty: "full" };
    }
  }

  private dispatch(request: ApiRequest, path: string, format: string, who: Identified): Reply {
    const fault = this.bodyFault(request);
    if (fault !== undefined) return fault;
    if (format !== "json" && format !== "extjs")
      return this.unread(501, `no formatter for uri ${path}, ${format}`);
    let values: Values;
    try {
      values = this.parameters(request);
    } catch (failure) {
      if (failure instanceof SyntaxError) {
        const text = `malformed JSON string: ${failure.message}`;
        return this.cluster.release.plainErrorText
          ? plainError(500, text, `${text}\n`)
          : plainError(501, text);
      }
      throw failure;
    }
    try {
      return success(this.call(request.method, path, values, who) ?? null, format);
    } catch (failure) {
      if (failure instanceof Failure) return errorReply(failure, format, this.cluster.release.messageInBody);
      throw failure;
    }
  }

  /** An error of a request that is not read to its end; its text has no line end. */
  private unread(status: number, text: string): Reply {
    return plainError(status, text, this.cluster.release.plainErrorText ? text : "");
  }

  /** Faults of the body that show before it is read. */
  private bodyFault(request: ApiRequest): Reply | undefined {
    const { method, body } = request;
    if (body.length === 0) return undefined;
    if (method !== "PUT" && method !== "POST")
      return this.unread(501, `Unexpected content for method '${method}'`);
    if (body.length > this.cluster.release.bodyLimit) return this.unread(501, "for data too large");
    const type = header(request, "content-type");
    const known = parseContentType(type) ?? CONTENT_TYPES[0];
    if (known !== undefined && CONTENT_TYPES.includes(known)) return undefined;
    return this.unread(506, `upload 'Content-Type '${type ?? ""}' not implemented`);
  }

  private parameters(request: ApiRequest): Values {
    return readParameters({
      method: request.method,
      query: request.query,
      contentType: header(request, "content-type"),
      body: request.body,
      joinsLists: this.cluster.release.major === 7,
    });
  }

  private call(verb: string, path: string, given: Values, who: Identified): unknown {
    const { cluster, served } = this;
    const route = findRoute(this.methods, verb, path);
    const handler = route && HANDLERS[route.method.name];
    if (route === undefined || handler === undefined) {
      throw new Failure(501, `Method '${verb} ${path}' not implemented`);
    }
    const values = merge(route.pathValues, given);
    if (who.apiToken !== undefined && route.method.allowtoken === 0) {
      throw forbidden(`URI '${path}' not available with API token, need proper ticket.\n`);
    }
    const config = cluster.store.users();
    const caller =
      who.identity === undefined
        ? undefined
        : new Caller(who.identity, config, new Rights(config, cluster.release));
    caller?.authorize(route.method.permissions, textsOf(values));
    const parameters = validate(route.method.parameters, values, cluster.release);
    return handler({ cluster, caller, parameters, ticket: who.ticket, ...served });
  }
}

/** The path's values and the sent ones. @throws Failure (400) when they contradict each other. */
function merge(pathValues: Readonly<Record<string, string>>, given: Values): Values {
  for (const [name, value] of Object.entries(given).sort(([a], [b]) => (a < b ? -1 : 1))) {
    const inPath = pathValues[name];
    if (inPath !== undefined && inPath !== (value ?? "")) {
      throw invalid({ [name]: "duplicate parameter (already defined in URI) with conflicting values!" });
    }
  }
  return { ...pathValues, ...given };
}

/** The values as the permission rules see them, before they are checked. */
function textsOf(values: Values): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, textOf(value)]));
}

function textOf(value: Value): string | undefined {
  if (typeof value === "boolean") return value ? "1" : "0";
  if (typeof value === "string" || value === undefined) return value;
  return Array.isArray(value) ? value.map(String).join(",") : JSON.stringify(value);
}

function success(data: unknown, format: Format): Reply {
  return json(200, "OK", format === "extjs" ? { data, success: 1 } : { data });
}

function errorReply(failure: Failure, format: Format, messageInBody: boolean): Reply {
  const { status, text, errors } = failure;
  const detail = Object.keys(errors).length > 0 ? { errors } : {};
  const penalty = status === 401 ? { penalty: "rest" as const } : {};
  if (format === "extjs") {
    return { ...json(200, "OK", { data: null, message: text, status, success: 0, ...detail }), ...penalty };
  }
  const message = messageInBody ? { message: text } : {};
  return { ...json(status, firstLine(text), { data: null, ...message, ...detail }), ...penalty };
}

function json(status: number, reason: string, body: object): Reply {
  return { status, reason, contentType: "application/json;charset=UTF-8", body: JSON.stringify(body) };
}
