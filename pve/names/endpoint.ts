import { UserError } from "../user-error";

/**
 * `https://host:port` of a PVE node; `/` and `/api2/json` at the end are dropped. Without a port it is https's own, 443,
 * as behind a reverse proxy; PVE itself listens on 8006.
 * @param where names the endpoint in the error, such as `clusters.host3.endpoint`
 * @throws UserError when it is not https, or carries a user, a path or a query
 */
export function normaliseEndpoint(text: string, where: string): string {
  const wanted = `${where} must look like https://host3.example.org:8006`;
  if (!URL.canParse(text.trim())) throw new UserError(`${wanted}.`);
  const url = new URL(text.trim());
  if (url.username !== "" || url.password !== "") {
    throw new UserError(`${wanted}, without a user or password in it: set those as PROXMOX_VE_… variables.`);
  }
  if (url.protocol !== "https:") {
    throw new UserError(`${wanted}, but it is not https: credentials are never sent in clear text.`);
  }
  if (!/^\/?(api2\/json\/?)?$/.test(url.pathname) || url.search !== "" || url.hash !== "") {
    throw new UserError(`${wanted}; only / or /api2/json may follow the port.`);
  }
  return url.origin;
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
