import { request } from "node:https";
import type { Params, PveClient } from "../../../pve/wire";
import type { Simulator } from "../../../simulator";

type Headers = Readonly<Record<string, string>>;

/** A ticket of root@pam, and what a writing call needs beside it. */
export async function ticketOf(
  simulator: Simulator,
): Promise<{ readonly ticket: string; readonly csrf: string }> {
  const login = { username: "root@pam", password: simulator.rootPassword };
  const session = (await call(simulator, "POST", "/access/ticket", login, {})) as Record<string, string>;
  return { ticket: session["ticket"] ?? "", csrf: session["CSRFPreventionToken"] ?? "" };
}

/** A call of root@pam, made without our client: somebody else at work in PVE. */
export async function pveCall(
  simulator: Simulator,
  method: string,
  path: string,
  params: Readonly<Record<string, string>> = {},
): Promise<unknown> {
  return call(simulator, method, encodeURI(path), params, await rootHeaders(simulator));
}

/** A client of root@pam, or of a token, for a test of thousands of calls: it keeps its connection, as ours never does. */
export async function keptClient(
  simulator: Simulator,
  token?: { readonly fullTokenid: string; readonly secret: string },
): Promise<PveClient> {
  const headers =
    token === undefined
      ? await rootHeaders(simulator)
      : { Authorization: `PVEAPIToken=${token.fullTokenid}=${token.secret}` };
  const send =
    (method: string) =>
    async <T>(path: string, params: Params = {}) => {
      const texts = Object.entries(params).map(([name, value]) => [name, String(value)]);
      return (await call(simulator, method, path, Object.fromEntries(texts), headers)) as T;
    };
  return {
    asToken: () => {
      throw new Error("this client is no token's");
    },
    peer: () => undefined,
    isVouchedFor: () => Promise.resolve(false),
    close: () => undefined,
    endpoint: simulator.endpoint,
    identity: token?.fullTokenid ?? "root@pam",
    get: send("GET"),
    post: send("POST"),
    put: send("PUT"),
    delete: send("DELETE"),
  };
}

async function rootHeaders(simulator: Simulator): Promise<Headers> {
  const { ticket, csrf } = await ticketOf(simulator);
  return { Cookie: `PVEAuthCookie=${encodeURIComponent(ticket)}`, CSRFPreventionToken: csrf };
}

function call(
  simulator: Simulator,
  method: string,
  path: string,
  params: Readonly<Record<string, string>>,
  headers: Headers,
): Promise<unknown> {
  const form = new URLSearchParams(params).toString();
  const inQuery = method === "GET" || method === "DELETE";
  const query = inQuery && form !== "" ? `?${form}` : "";
  const body = inQuery ? "" : form;
  const url = `${simulator.endpoint}/api2/json${path}${query}`;
  return new Promise((resolve, reject) => {
    const options = {
      method,
      ca: simulator.caCertificate,
      headers: {
        ...headers,
        ...(body !== "" && {
          "Content-Type": "application/x-www-form-urlencoded",
          "Content-Length": body.length,
        }),
      },
    };
    const sent = request(url, options, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () => {
        const text = Buffer.concat(chunks).toString();
        if (response.statusCode === 200) resolve((JSON.parse(text) as { data: unknown }).data);
        else reject(new Error(`${method} ${path}: ${String(response.statusCode)} ${text}`));
      });
    });
    sent.on("error", reject).end(body);
  });
}
