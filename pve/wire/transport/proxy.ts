import { once } from "node:events";
import { request as httpRequest, type IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";
import { BlockList, connect, isIP, type Socket } from "node:net";
import { getProxyForUrl } from "proxy-from-env";
import { type Address, addressOf } from "../../names";
import { UserError } from "../../user-error";
import { errorCode } from "../errors";

/** The proxy did not connect us to the endpoint. */
export class ProxyRefusal extends Error {
  constructor(
    message: string,
    readonly code: string = "PROXY",
  ) {
    super(message);
  }
}

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet("127.0.0.0", 8, "ipv4");
LOOPBACK.addAddress("::1", "ipv6");

/**
 * The proxy that `HTTPS_PROXY` (or `ALL_PROXY`) and `NO_PROXY` of this process name for an endpoint. Loopback is always
 * reached directly.
 * @throws UserError when the proxy's URL is not http or https, or its login is not encoded
 */
export function proxyFor(endpoint: string): URL | undefined {
  if (isLoopback(addressOf(endpoint).host)) return undefined;
  const text = getProxyForUrl(endpoint);
  if (text === "") return undefined;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isHttp = url?.protocol === "http:" || url?.protocol === "https:";
  if (isHttp && isEncoded(url.username) && isEncoded(url.password)) return url;
  // The URL may carry a password, so it is not shown.
  throw new UserError(
    "HTTPS_PROXY must be the URL of an HTTP proxy, such as http://proxy.example.org:3128, with % in its login written as %25.",
  );
}

/**
 * A socket to an address, straight or through the proxy's tunnel. TLS is not yet spoken on it.
 * @param signal ends it at whatever stage it is, before the first packet too
 * @throws ProxyRefusal when the proxy does not connect us
 */
export async function dial(address: Address, proxy: URL | undefined, signal: AbortSignal): Promise<Socket> {
  signal.throwIfAborted();
  if (proxy !== undefined) return tunnel(address, proxy, signal);
  const socket = connect({ ...address, signal });
  await once(socket, "connect");
  return socket;
}

async function tunnel({ host, port }: Address, proxy: URL, signal: AbortSignal): Promise<Socket> {
  const target = `${isIP(host) === 6 ? `[${host}]` : host}:${port}`;
  const isTls = proxy.protocol === "https:";
  const { host: proxyHost, port: proxyPort } = addressOf(proxy.href);
  const request = (isTls ? httpsRequest : httpRequest)({
    host: proxyHost,
    port: proxy.port === "" && !isTls ? 80 : proxyPort,
    // Node would take the name from the Host header, which is the endpoint's.
    ...(isTls && { servername: isIP(proxyHost) === 0 ? proxyHost : "" }),
    method: "CONNECT",
    path: target,
    headers: { Host: target, Connection: "keep-alive", ...authorization(proxy) },
    agent: false,
    signal,
  });
  request.end();
  const [answer, socket] = (await once(request, "connect").catch((error: unknown) => {
    const code = errorCode(error) ?? "PROXY";
    throw new ProxyRefusal(`there is no connection through the proxy ${proxy.host} (${code})`, code);
  })) as [IncomingMessage, Socket];
  // It has served its purpose; what its signal does to it later is of no interest.
  request.on("error", () => undefined);
  if (answer.statusCode === 200) return socket;
  socket.destroy();
  throw new ProxyRefusal(
    `the proxy ${proxy.host} answered ${answer.statusCode ?? "nothing"} instead of connecting`,
  );
}

function authorization({ username, password }: URL): Readonly<Record<string, string>> {
  if (username === "" && password === "") return {};
  const login = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { "Proxy-Authorization": `Basic ${Buffer.from(login).toString("base64")}` };
}

function isEncoded(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}

function isLoopback(host: string): boolean {
  const version = isIP(host);
  if (version === 0) return host === "localhost" || host.endsWith(".localhost");
  return LOOPBACK.check(host, version === 6 ? "ipv6" : "ipv4");
}
