import { UserError } from "../user-error";
import { overLong } from "./words";

const WANTED = "must look like https://host3.example.org:8006";
/** A host name has 253 characters at most; a path of a reverse proxy has few. */
const LONGEST_ENDPOINT = 300;
/** What a user may have pasted behind the host: it is ours to add. */
const API = /\/(api2(\/json)?\/?)?$/;
/** The colons of an address would be taken for the port's. */
const BARE_IPV6 = /^https:\/\/[\da-f]*:[\da-f]*:/i;
/** What the URL parser takes as a host beyond this, such as `${var.host}`, is none. */
const HOST = /^(\[[\da-f:.]+\]|[a-z\d._-]+)$/;
/** Folders that no URL resolves away, and that need no escape. */
const PREFIX = /^(\/(?!\.{1,2}(\/|$))[A-Za-z0-9._~-]+)*$/;

/**
 * What is wrong with an endpoint, `https://host:port` and perhaps the path of a reverse proxy, as the end of a sentence without
 * a full stop. The value is never shown, as it may hold a password.
 */
export function endpointFault(text: string): string | undefined {
  const long = overLong(text, LONGEST_ENDPOINT);
  if (long !== undefined) return `${WANTED}; it ${long}`;
  // The URL parser would silently drop line breaks, and blanks around, and turn backslashes.
  if (/[\s\\]/.test(text)) return WANTED;
  if (!URL.canParse(text))
    return BARE_IPV6.test(text)
      ? `${WANTED}; an IPv6 address stands in brackets, such as https://[fd00::1]:8006`
      : WANTED;
  const url = new URL(text);
  if (url.username !== "" || url.password !== "")
    return `${WANTED}, without a user or password: those are read from PROXMOX_VE_… environment variables`;
  if (url.protocol !== "https:") return `${WANTED}; it is not https, and a login is never sent in clear text`;
  if (!HOST.test(url.hostname)) return `${WANTED}; a host has letters, digits, - and .`;
  if (url.port === "0") return `${WANTED}; port 0 cannot be reached`;
  if (url.search !== "" || url.hash !== "") return `${WANTED}; leave out what stands behind ? or #`;
  // The parser resolves `..`, so what was written counts.
  const path = /^[^:]+:\/\/[^/]*(.*)$/.exec(text)?.[1] ?? "";
  return PREFIX.test(path.replace(API, ""))
    ? undefined
    : `${WANTED}; a path behind it is that of a reverse proxy, such as /cluster1: letters, digits and . _ ~ -`;
}

/** A host, and behind it the port. */
const PORT = /^https:\/\/(?:\[[^\]]*\]|[^/:]*):\d/i;

/** The endpoint as it is best written; a port that is not written is not made up. @param text what {@link endpointFault} takes */
export function tidyEndpoint(text: string): string {
  const { hostname, port, pathname } = new URL(text);
  return `https://${hostname}${PORT.test(text) ? `:${port || "443"}` : ""}${pathname.replace(API, "")}`;
}

/**
 * The endpoint in the one form that is compared, dialled and written: `https://host:port`, and behind it the path that a reverse
 * proxy has PVE's API below. A port that is not written is https's own, 443, as for browsers and the `bpg/proxmox` provider, and
 * it is shown. `/api2/json` is dropped.
 * @param where names the endpoint in the error, such as `clusters.host3.endpoint`
 * @throws UserError for what {@link endpointFault} refuses
 */
export function normaliseEndpoint(text: string, where: string): string {
  const fault = endpointFault(text);
  if (fault !== undefined) throw new UserError(`${where} ${fault}.`);
  const tidy = tidyEndpoint(text);
  return PORT.test(tidy) ? tidy : tidy.replace(/^https:\/\/[^/]*/, "$&:443");
}

/** What a user should know who has written no port, as a sentence; undefined where one is written. */
export function missingPort(text: string): string | undefined {
  if (PORT.test(text)) return undefined;
  const { hostname } = new URL(text);
  return (
    `The endpoint names no port, so it is https's own, 443, as for the bpg/proxmox provider. A PVE node itself listens on 8006: ` +
    `write https://${hostname}:8006, or :443 for a reverse proxy.`
  );
}

/** The path that a reverse proxy has the API below, such as `/cluster1`; empty for PVE itself. */
export function prefixOf(endpoint: string): string {
  return new URL(endpoint).pathname.replace(/\/$/, "");
}

/** Where a server is dialled; an IPv6 host comes without its brackets. */
export interface Address {
  readonly host: string;
  readonly port: number;
}

/** Host and port of a normalised endpoint. */
export function addressOf(endpoint: string): Address {
  const url = new URL(endpoint);
  return { host: url.hostname.replace(/^\[|\]$/g, ""), port: Number(url.port || 443) };
}
