import { request } from "node:https";
import type { Simulator } from "../../simulator";

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
  const { ticket, csrf } = await ticketOf(simulator);
  return call(simulator, method, path, params, {
    Cookie: `PVEAuthCookie=${encodeURIComponent(ticket)}`,
    CSRFPreventionToken: csrf,
  });
}

function call(
  simulator: Simulator,
  method: string,
  path: string,
  params: Readonly<Record<string, string>>,
  headers: Headers,
): Promise<unknown> {
  const form = new URLSearchParams(params).toString();
  const query = method === "DELETE" && form !== "" ? `?${form}` : "";
  const body = method === "DELETE" ? "" : form;
  const url = `${simulator.endpoint}/api2/json${encodeURI(path)}${query}`;
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
