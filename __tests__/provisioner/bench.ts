/** The provisioner's commands in a folder like a stack's, against simulated clusters. */
import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { run } from "../../provisioner/run";
import {
  type ClusterSpec,
  DESCRIPTION_FILE,
  type Description,
  ENVIRONMENT,
  type ObjectSpec,
  type Origin,
  type ProvisionerCommand,
  type RemovalPolicy,
  type Settings,
  type TokenFileRequest,
  describedNames,
  encode,
  encodeCluster,
  nameOf,
  namesDigest,
  withoutIssues,
} from "../../pve/spec";
import { type Simulator, type SimulatorOptions, startSimulator } from "../../simulator";
import { ALL } from "../pve/reconcile/objects";

/** What one call of the provisioner left behind. */
export interface Result {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Objects by cluster key. */
export type Clusters = Readonly<Record<string, readonly ObjectSpec[]>>;

/** Where Terraform would keep the state. */
const STATE_FILES = ["terraform.tfstate"];

/** The clusters of a stack `access`, and its folder, which is the working directory as long as a test runs. */
export class Bench {
  /** The id of the Terraform state. */
  public state = "1";
  /** Changes the environment of later calls. */
  public readonly environment: NodeJS.ProcessEnv = {
    PROXMOX_VE_RETRY_SECONDS: "0",
    PROXMOX_VE_USERNAME: "root@pam",
  };
  /** Whether Terraform waits for the calls. */
  public isAwaited = true;
  private readonly former = process.cwd();
  private readonly fresh: readonly (() => void)[];
  private folder = "";

  private constructor(private readonly simulators: Readonly<Record<string, Simulator>>) {
    this.fresh = Object.values(simulators).map((simulator) => simulator.checkpoint());
    this.environment["PROXMOX_VE_PASSWORD"] = this.at("host3").rootPassword;
  }

  public static async start(keys: readonly string[] = ["host3"], pve: SimulatorOptions["pve"] = "9.2") {
    const started = await Promise.all(keys.map(async (key) => [key, await startSimulator({ pve })] as const));
    return new Bench(Object.fromEntries(started));
  }

  /** Begins a test: fresh clusters, and an empty folder. */
  public begin(): void {
    this.fresh.forEach((bring) => bring());
    for (const simulator of Object.values(this.simulators)) {
      simulator.faults.clear();
      simulator.clearRequests();
    }
    this.state = "1";
    this.isAwaited = true;
    for (const name of Object.keys(this.environment))
      if (name.endsWith("UNREACHABLE")) Reflect.deleteProperty(this.environment, name);
    this.folder = mkdtempSync(join(tmpdir(), "provisioner-"));
    process.chdir(this.folder);
    this.describe({});
  }

  public end(): void {
    process.chdir(this.former);
    rmSync(this.folder, { recursive: true, force: true });
  }

  public async stop(): Promise<void> {
    await Promise.all(Object.values(this.simulators).map((simulator) => simulator.stop()));
  }

  /** The simulator of a cluster. */
  public at(key: string): Simulator {
    const simulator = this.simulators[key];
    if (simulator === undefined) throw new Error(`there is no cluster ${key}`);
    return simulator;
  }

  /** Cuts every connection to a cluster; gives a function that brings it back. */
  public takeDown(key: string): () => void {
    return this.at(key).faults.on({}, { at: "request", do: "cut" });
  }

  /** The requests to a cluster since the last look. */
  public requests(key = "host3"): readonly string[] {
    const found = this.at(key).requests.map(({ method, path }) => `${method} ${path}`);
    this.at(key).clearRequests();
    return found;
  }

  public cluster(key: string): ClusterSpec {
    const { endpoint, fingerprint } = this.at(key);
    return { key, endpoint, insecure: false, fingerprint };
  }

  /** What synth writes beside the stack. */
  public describe(clusters: Clusters, more: Partial<Description> = {}): Description {
    const described = Object.entries(clusters).map(([key, objects]) => {
      const settings = withoutIssues(encode(objects));
      return [key, { cluster: this.cluster(key), reconcile: "on-change" as const, settings }] as const;
    });
    const rest = { tokens: [], files: [], bundles: [], ssh: [], ...more };
    const description = { clusters: Object.fromEntries(described), ...rest };
    writeFileSync(DESCRIPTION_FILE, JSON.stringify(description));
    return description;
  }

  /** The triggers of `settled`. */
  public settled(clusters: Clusters, origins: Readonly<Record<string, Origin>> = {}): Settings {
    const entries = Object.entries(clusters).flatMap(([key, objects]) =>
      [
        ...Object.entries({ ...encodeCluster(this.cluster(key)), ...encode(objects) }),
        ...objects.flatMap((object) =>
          nameOf(object) in origins ? [[`${nameOf(object)} origin`, origins[nameOf(object)]]] : [],
        ),
      ].map(([name, value]) => [`${key} ${String(name)}`, value] as const),
    );
    return { state: this.state, ...Object.fromEntries(entries) };
  }

  public reconcile(
    objects: readonly ObjectSpec[] = ALL,
    key = "host3",
    command: "reconcile" | "reissue" = "reconcile",
  ) {
    return this.call(command, { ...this.base(key), stateFiles: STATE_FILES }, encode(objects));
  }

  public delete(
    object: ObjectSpec,
    removalPolicy: RemovalPolicy = "automatic",
    origin?: Origin,
    key = "host3",
  ) {
    const triggers = { object: nameOf(object), ...(origin !== undefined && { origin }) };
    return this.call("delete", { ...this.base(key), removalPolicy }, triggers);
  }

  /** @param description what the plan was made from; what is beside the stack if left out */
  public preflight(deployed: Settings, description: Description) {
    return this.call("preflight", this.stack(description), deployed);
  }

  public finish(
    clusters: Clusters,
    change: { readonly secretsInState?: boolean; readonly tokenFiles?: readonly TokenFileRequest[] } = {},
    described: Partial<Description> = {},
  ) {
    const description = this.describe(clusters, described);
    return this.call("finish", { ...this.stack(description), ...change }, this.settled(clusters));
  }

  /** A whole deploy without anything deployed before. */
  public async deploy(clusters: Clusters): Promise<void> {
    for (const [key, objects] of Object.entries(clusters)) expectGreen(await this.reconcile(objects, key));
    expectGreen(await this.finish(clusters));
    for (const key of Object.keys(clusters)) this.at(key).clearRequests();
  }

  /** Calls the provisioner as Terraform does. */
  public async call(command: ProvisionerCommand, request: unknown, triggers: Settings): Promise<Result> {
    return provision(
      command,
      {
        ...this.environment,
        [ENVIRONMENT.request]: JSON.stringify(request),
        [ENVIRONMENT.triggers]: gzipSync(JSON.stringify(triggers)).toString("base64"),
        [ENVIRONMENT.state]: this.state,
      },
      () => this.isAwaited,
    );
  }

  public base(key: string) {
    return { construct: `access/${key}`, cluster: this.cluster(key), owner: `access/${key}` };
  }

  private stack(description: Description) {
    const names = namesDigest(describedNames(description));
    return {
      construct: "access",
      stack: "access",
      names,
      stateFiles: STATE_FILES,
      secretsInState: false,
      tokenFiles: [],
    };
  }
}

/** Calls the provisioner with just this environment. */
export async function provision(
  command: string,
  environment: NodeJS.ProcessEnv,
  isAwaited: () => boolean = () => true,
): Promise<Result> {
  const out: string[] = [];
  const err: string[] = [];
  const io = { out: (line: string) => out.push(line), error: (line: string) => err.push(line) };
  const code = await run(command, environment, io, isAwaited);
  return { code, out: out.join("\n"), err: err.filter((line) => !/is trusted by/.test(line)).join("\n") };
}

/** Fails with what the provisioner said. */
export function expectGreen(result: Result): void {
  expect(result).toMatchObject({ code: 0, err: "" });
}

/** The permissions of a file or folder. */
export function mode(path: string): string {
  return (statSync(path).mode & 0o777).toString(8);
}
