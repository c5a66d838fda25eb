import { BlockList, isIP } from "node:net";
import { getProxyForUrl } from "proxy-from-env";
import { addressOf } from "../names/endpoint";
import { UserError } from "../user-error";

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet("127.0.0.0", 8, "ipv4");
LOOPBACK.addAddress("::1", "ipv6");

/**
 * The proxy that `HTTPS_PROXY` (or `ALL_PROXY`) and `NO_PROXY` name for an endpoint. Loopback is always reached directly.
 * @throws UserError when the proxy's URL is not http or https
 */
export function proxyFor(endpoint: string): URL | undefined {
  if (isLoopback(addressOf(endpoint).host)) return undefined;
  const text = getProxyForUrl(endpoint);
  if (text === "") return undefined;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol === "http:" || url?.protocol === "https:") return url;
  // The URL may carry a password, so it is not shown.
  throw new UserError("HTTPS_PROXY must be the URL of an HTTP proxy, such as http://proxy.example.org:3128.");
}

function isLoopback(host: string): boolean {
  const version = isIP(host);
  if (version === 0) return host === "localhost" || host.endsWith(".localhost");
  return LOOPBACK.check(host, version === 6 ? "ipv6" : "ipv4");
}
