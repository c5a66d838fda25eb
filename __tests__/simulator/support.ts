/** A small HTTPS client for the tests of the simulator: nothing of the project's own client is in it. */
import { request } from "node:https";
import type { RequestOptions } from "node:https";
import { startSimulator } from "../../simulator";
import type { PveRelease, Simulator, SimulatorOptions } from "../../simulator";

export interface Answer {
  readonly status: number;
  readonly reason: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
  /** The parsed body; undefined when it is not JSON. */
  readonly json: {
    readonly data: unknown;
    readonly message?: string;
    readonly errors?: Record<string, string>;
  };
}

export type Fields = Readonly<Record<string, string | number>>;

/** What a client has to know of a simulator. */
export type Served = Pick<Simulator, "endpoint" | "caCertificate" | "rootPassword">;

/** Sends one request and reads the whole answer. */
export async function send(
  simulator: Served,
  method: string,
  path: string,
  headers: Readonly<Record<string, string>> = {},
  body?: string,
): Promise<Answer> {
  const options: RequestOptions = {
    method,
    headers: {
      ...headers,
      ...(body === undefined ? {} : { "Content-Length": String(Buffer.byteLength(body)) }),
    },
    ca: simulator.caCertificate,
    agent: false,
  };
  return new Promise((resolve, reject) => {
    const sent = request(`${simulator.endpoint}${path}`, options, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("error", reject);
      response.on("end", () => {
        const text = Buffer.concat(chunks).toString("utf8");
        resolve({
          status: response.statusCode ?? 0,
          reason: response.statusMessage ?? "",
          headers: response.headers,
          text,
          json: parse(text),
        });
      });
    });
    sent.on("error", reject);
    sent.end(body);
  });
}

function parse(text: string): Answer["json"] {
  try {
    return JSON.parse(text) as Answer["json"];
  } catch {
    return { data: undefined };
  }
}

/** Somebody who calls the API. */
export class Client<S extends Served = Simulator> {
  constructor(
    readonly simulator: S,
    readonly headers: Readonly<Record<string, string>>,
  ) {}

  get(path: string, query: Fields = {}): Promise<Answer> {
    return send(this.simulator, "GET", `/api2/json${path}${search(query)}`, this.headers);
  }

  delete(path: string, query: Fields = {}): Promise<Answer> {
    return send(this.simulator, "DELETE", `/api2/json${path}${search(query)}`, this.headers);
  }

  post(path: string, fields: Fields = {}): Promise<Answer> {
    return send(this.simulator, "POST", `/api2/json${path}`, this.headers, form(fields));
  }

  put(path: string, fields: Fields = {}): Promise<Answer> {
    return send(this.simulator, "PUT", `/api2/json${path}`, this.headers, form(fields));
  }

  /** The data of a call that has to succeed. */
  async data<T>(answer: Promise<Answer>): Promise<T> {
    const { status, reason, json } = await answer;
    if (status !== 200) throw new Error(`${status} ${reason} ${JSON.stringify(json)}`);
    return json.data as T;
  }
}

function form(fields: Fields): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(fields)) parameters.set(name, String(value));
  return parameters.toString();
}

function search(query: Fields): string {
  const text = form(query);
  return text === "" ? "" : `?${text}`;
}

/** Nobody in particular. */
export function anonymous<S extends Served>(simulator: S): Client<S> {
  return new Client(simulator, {});
}

/** Logs in with a password. */
export async function login<S extends Served>(
  simulator: S,
  username: string,
  password: string,
): Promise<Client<S>> {
  const visitor = anonymous(simulator);
  const data = await visitor.data<{ ticket: string; CSRFPreventionToken: string }>(
    visitor.post("/access/ticket", { username, password }),
  );
  return withTicket(simulator, data);
}

export function withTicket<S extends Served>(
  simulator: S,
  data: { readonly ticket: string; readonly CSRFPreventionToken: string },
): Client<S> {
  return new Client(simulator, {
    Cookie: `PVEAuthCookie=${encodeURIComponent(data.ticket)}`,
    CSRFPreventionToken: data.CSRFPreventionToken,
  });
}

export async function root<S extends Served>(simulator: S): Promise<Client<S>> {
  return login(simulator, "root@pam", simulator.rootPassword);
}

/** Makes a token and answers a client that uses it. */
export async function newToken(
  admin: Client,
  userid: string,
  tokenid: string,
  fields: Fields = { privsep: 0 },
): Promise<Client> {
  const { value } = await admin.data<{ value: string }>(
    admin.post(`/access/users/${userid}/token/${tokenid}`, fields),
  );
  return withToken(admin.simulator, `${userid}!${tokenid}`, value);
}

export function withToken(simulator: Simulator, id: string, secret: string): Client {
  return new Client(simulator, { Authorization: `PVEAPIToken=${id}=${secret}` });
}

/** Simulators that end with the test file. */
export function simulators(): (
  pve: PveRelease,
  options?: Omit<SimulatorOptions, "pve">,
) => Promise<Simulator> {
  const started: Simulator[] = [];
  afterEach(async () => {
    await Promise.all(started.splice(0).map((simulator) => simulator.stop()));
  });
  return async (pve, options = {}) => {
    const simulator = await startSimulator({ pve, ...options });
    started.push(simulator);
    return simulator;
  };
}

/** Status, reason and message of an answer, for tables. */
export function summary({ status, reason }: Answer): string {
  return `${status} ${reason}`;
}
