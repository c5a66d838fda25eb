/** A simulated PVE node on the loopback interface. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { Api, apiPath } from "./api";
import { fingerprintOf, makeCertificate } from "./http/certificate";
import type { Certificate, NodeCertificates } from "./http/certificate";
import { Cluster } from "./cluster";
import { FaultPlan } from "./faults";
import type { RawReply } from "./faults";
import { FRESH } from "./state/inventory";
import type { Inventory } from "./state/inventory";
import type { Reply } from "./http/message";
import type {
  NewRealm,
  NewUser,
  RecordedRequest,
  Simulator,
  SimulatorOptions,
  SimulatorState,
} from "./options";
import { unescapeBytes } from "./perl";
import { release } from "./releases";
import { finish, headerText, HttpsServer, readBody, send } from "./http/server";
import { addUser, seed } from "./state/set-up";
import { snapshotOf } from "./state/snapshot";
import { Store } from "./state/store";
import { totpCode } from "./access/totp";

/**
 * Starts a simulator.
 * @throws Error when the port can't be had or the state file can't be read.
 */
export async function startSimulator(options: SimulatorOptions): Promise<Simulator> {
  const inventory: Inventory = {
    ...FRESH,
    ...options.inventory,
    nodes: options.nodes ?? ["pve"],
    ...(options.clusterName === undefined ? {} : { clusterName: options.clusterName }),
  };
  const cluster = new Cluster(
    release(options.pve),
    new Store(release(options.pve), options.stateFile),
    inventory,
  );
  const node = new Node(options, cluster, certificatesOf(options, inventory.nodes[0] ?? "pve"));
  await node.listen(options.port ?? 0);
  return node;
}

/** What is served, and what lies on the node. */
interface Certificates {
  readonly served: Certificate;
  readonly node: NodeCertificates;
}

function certificatesOf(options: SimulatorOptions, node: string): Certificates {
  const { certificate: given } = options;
  if (given?.ca !== undefined) {
    return { served: { ...given, ca: given.ca }, node: { root: given.ca, own: given.cert } };
  }
  const own = makeCertificate(node, options.certificateOptions);
  const files = { root: own.ca, own: own.cert };
  if (given === undefined) return { served: own, node: files };
  return { served: { ...given, ca: given.cert }, node: { ...files, custom: given.cert } };
}

/** What a reverse proxy answers where it has nothing behind it. */
const NOT_PROXIED: RawReply = {
  status: 404,
  reason: "Not Found",
  headers: { "Content-Type": "text/html" },
  body: "<html><head><title>404 Not Found</title></head></html>",
};

type Writable<T> = { -readonly [K in keyof T]: T[K] };

class Node implements Simulator {
  readonly certificate: string;
  readonly caCertificate: string;
  readonly certificates: NodeCertificates;
  readonly fingerprint: string;
  readonly rootPassword: string;
  readonly pve;
  readonly faults = new FaultPlan();
  port = 0;
  private recorded: Writable<RecordedRequest>[] = [];
  private forgottenConnections = 0;
  private readonly server: HttpsServer;
  private readonly api: Api;

  constructor(
    private readonly options: SimulatorOptions,
    private readonly cluster: Cluster,
    { served, node }: Certificates,
  ) {
    this.certificate = served.cert;
    this.caCertificate = served.ca;
    this.certificates = node;
    this.fingerprint = fingerprintOf(served.cert);
    this.rootPassword = options.rootPassword ?? "secret-root";
    this.pve = options.pve;
    this.api = new Api(cluster, this);
    seed(cluster, { ...options, rootPassword: this.rootPassword });
    this.server = new HttpsServer(served, (request, response) => {
      this.serve(request, response).catch((error: unknown) => {
        options.log?.(
          `the simulator failed: ${error instanceof Error ? (error.stack ?? error.message) : "?"}`,
        );
        response.destroy();
      });
    });
  }

  get endpoint(): string {
    return `https://127.0.0.1:${this.port}${this.options.prefix ?? ""}`;
  }

  get requests(): readonly RecordedRequest[] {
    return this.recorded;
  }

  get connections(): number {
    return this.server.connections - this.forgottenConnections;
  }

  async listen(port: number): Promise<void> {
    this.port = await this.server.listen(port);
  }

  clearRequests(): void {
    this.recorded = [];
    this.forgottenConnections = this.server.connections;
  }

  snapshot(): SimulatorState {
    return snapshotOf(this.cluster.store);
  }

  checkpoint(): () => void {
    return this.cluster.store.checkpoint();
  }

  addUser(user: NewUser): void {
    addUser(this.cluster, user);
  }

  addRealm({ realm, ...settings }: NewRealm): void {
    this.cluster.store.setRealm(realm, settings);
    this.cluster.store.save();
  }

  totp(userid: string): string {
    const secret = this.cluster.store.secondFactors(userid)?.totpSecret;
    if (secret === undefined) throw new Error(`${userid} has no TOTP secret`);
    return `totp:${totpCode(secret, this.cluster.now())}`;
  }

  advanceClock(seconds: number): void {
    this.cluster.advanceClock(seconds);
  }

  async stop(): Promise<void> {
    await this.server.close();
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const started = Date.now();
    const method = request.method ?? "GET";
    const { url = "/" } = request;
    const { prefix = "" } = this.options;
    if (prefix !== "" && !url.startsWith(`${prefix}/`)) return sendRaw(response, NOT_PROXIED);
    const [rawPath, query] = splitOnce(url.slice(prefix.length));
    const path = unescapeBytes(rawPath);
    const entry = this.record(method, apiPath(path)?.path ?? path, query);
    const faults = this.faults.of(entry);
    const body = await readBody(request);
    if (await faults.reach("request")) return void request.socket.destroy();
    const raw = faults.reply();
    if (raw !== undefined) {
      entry.status = raw.status;
      return sendRaw(response, raw);
    }
    const message = { method, path, query, headers: request.headers, body };
    const reply = this.cluster.withLockFault(
      () => faults.lock(),
      () => this.api.answer(message),
    );
    this.cluster.store.save();
    entry.identity = reply.identity;
    await this.penalty(reply, started);
    if (await faults.reach("handled")) return void request.socket.destroy();
    entry.status = reply.status;
    this.options.log?.(`${method} ${entry.path} ${reply.status} ${reply.identity ?? "-"}`);
    await send(request, response, reply);
    if (await faults.reach("replied")) request.socket.destroy();
  }

  private record(method: string, path: string, query: string): Writable<RecordedRequest> {
    const values = Object.fromEntries(
      [...new URLSearchParams(query)].map(([name, value]) => [name, shown(name, value)]),
    );
    const n = this.recorded.length + 1;
    const entry = { n, method, path, query: values, status: 0, identity: undefined };
    this.recorded.push(entry);
    return entry;
  }

  /** A failed authentication takes its time. */
  private async penalty(reply: Reply, started: number): Promise<void> {
    const whole = this.options.authDelayMs ?? 0;
    if (reply.penalty === undefined || whole === 0) return;
    const due = reply.penalty === "full" ? whole : whole - (Date.now() - started);
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, due)));
  }
}

const SECRETS = ["password", "otp", "tfa-challenge", "confirmation-password", "keys", "response"];

function shown(name: string, value: string): string {
  return SECRETS.includes(name) ? "***" : value;
}

function splitOnce(url: string): [string, string] {
  const at = url.indexOf("?");
  return at < 0 ? [url, ""] : [url.slice(0, at), url.slice(at + 1)];
}

async function sendRaw(response: ServerResponse, raw: RawReply): Promise<void> {
  response.writeHead(raw.status, headerText(raw.reason ?? "OK"), { Connection: "close", ...raw.headers });
  await finish(response, raw.body ?? "");
}
