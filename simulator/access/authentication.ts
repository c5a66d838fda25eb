/** The first step of every call: who is calling? */
import type { Cluster } from "../cluster";
import { die, Failure } from "../failure";
import { requireEnabled, verifyApiToken, verifyTicket } from "./login";
import type { ApiRequest } from "../http/message";
import { firstLine, header } from "../http/message";
import { unescapeBytes } from "../perl";
import { OLD_HALF_TICKET } from "./tickets";

export interface Identified {
  /** A userid or a full token id; undefined for calls that need no credential. */
  readonly identity: string | undefined;
  readonly ticket: string | undefined;
  readonly apiToken: string | undefined;
}

/** Why a call is not let in: the reason phrase of the 401. */
export class Unauthenticated extends Error {}

const OPEN_CALLS = [
  "GET /access/domains",
  "GET /access/ticket",
  "POST /access/ticket",
  "POST /access/vncticket",
  "POST /access/openid/login",
  "POST /access/openid/auth-url",
];

/** @throws Unauthenticated */
export function identify(cluster: Cluster, request: ApiRequest, path: string): Identified {
  const authorization = header(request, "authorization");
  const ticket =
    authValue(header(request, "cookie"), "PVEAuthCookie") ?? authValue(authorization, "PVEAuthCookie");
  const apiToken = ticket === undefined ? authValue(authorization, "PVEAPIToken") : undefined;
  const call = `${request.method} ${path}`;
  if (OPEN_CALLS.includes(call)) return { identity: undefined, ticket, apiToken };
  if (ticket === undefined && apiToken === undefined) throw new Unauthenticated("No ticket");
  try {
    const identity =
      ticket === undefined ? verifyApiToken(cluster, apiToken ?? "") : ticketUser(cluster, ticket, call);
    if (ticket !== undefined && request.method !== "GET") checkCsrf(cluster, request, identity);
    return { identity, ticket, apiToken };
  } catch (failure) {
    if (!(failure instanceof Failure)) throw failure;
    throw new Unauthenticated(
      cluster.release.explains401 ? firstLine(failure.text) : "Authentication failed!",
    );
  }
}

/** The value in a cookie or an Authorization header; the name's case counts. */
function authValue(text: string | undefined, name: string): string | undefined {
  const value = new RegExp(`(?:^|\\s)${name}(?:=| )([^;]*)`).exec(text ?? "")?.[1];
  return value === undefined || value === "" ? undefined : unescapeBytes(value);
}

function ticketUser(cluster: Cluster, ticket: string, call: string): string {
  const half = cluster.tickets.read(ticket);
  if (half?.startsWith(OLD_HALF_TICKET) === true) {
    if (call !== "POST /access/tfa") die("No ticket");
    return half.slice(OLD_HALF_TICKET.length);
  }
  const userid = verifyTicket(cluster, ticket);
  requireEnabled(cluster, cluster.store.users(), userid);
  return userid;
}

function checkCsrf(cluster: Cluster, request: ApiRequest, userid: string): void {
  if (!cluster.tickets.isCsrfToken(header(request, "csrfpreventiontoken"), userid)) {
    throw new Unauthenticated("Permission denied - invalid csrf token");
  }
}
