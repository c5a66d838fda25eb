/** The engine on a simulated cluster, over a real connection. */
import type { AclEntry } from "../../../pve/objects";
import type { Removal } from "../../../pve/reconcile";
import { type Claim, type Outcome, type SecretKeeper, reconcile, removeAll } from "../../../pve/reconcile";
import type { Identity, ObjectSpec, Origin } from "../../../pve/spec";
import { type PveClient, connect, readConnection } from "../../../pve/wire";
import { type Simulator, type SimulatorOptions, startSimulator } from "../../../simulator";
import { pveCall } from "../../support/pve/pve-call";
import { beyondFresh } from "../../support/pve/pve-state";
import { claim as claimOf } from "./objects";

/** What one run of the engine has said. */
export interface Finished {
  readonly said: readonly string[];
  readonly warned: readonly string[];
  /** What it ended with; empty if all went well. */
  readonly error: string;
}

/** Keeps secrets in memory, as the run folder does on disk. */
export class MemoryKeeper implements SecretKeeper {
  public readonly secrets = new Map<string, string>();
  public readonly begun = new Set<string>();
  private readonly entries = new Map<string, readonly AclEntry[]>();

  public open(issue: string) {
    this.secrets.delete(issue);
    this.begun.add(issue);
    const keep = (secret: string) => {
      this.secrets.set(issue, secret);
      this.begun.delete(issue);
    };
    return { keep, close: () => undefined };
  }

  public isLost(issue: string) {
    return this.begun.has(issue) && !this.secrets.has(issue);
  }

  public read(issue: string) {
    return this.secrets.get(issue);
  }

  public setAside(token: string, entries: readonly AclEntry[] | undefined) {
    if (entries === undefined) this.entries.delete(token);
    else this.entries.set(token, entries);
  }

  public aside(token: string) {
    return this.entries.get(token);
  }
}

/** A simulated cluster, and runs of the engine there. */
export class Bench {
  public readonly keeper = new MemoryKeeper();
  /** What the last run has told before its first write. */
  public origins: Readonly<Record<string, Origin>> = {};
  /** The environment of later runs; root@pam logs in with its password unless it says otherwise. */
  public readonly environment: NodeJS.ProcessEnv = { PROXMOX_VE_RETRY_SECONDS: "0" };

  private readonly fresh: () => void;

  private constructor(public readonly simulator: Simulator) {
    this.fresh = simulator.checkpoint();
    this.asRoot();
  }

  public static async start(pve: SimulatorOptions["pve"], options: Omit<SimulatorOptions, "pve"> = {}) {
    return new Bench(await startSimulator({ pve, ...options }));
  }

  /** A cluster for one use: runs that wait for real time can so wait at once. */
  public static async once<T>(pve: SimulatorOptions["pve"], use: (bench: Bench) => Promise<T>): Promise<T> {
    const bench = await Bench.start(pve);
    try {
      return await use(bench);
    } finally {
      await bench.simulator.stop();
    }
  }

  /** Brings back the cluster, and this bench, as they were in the beginning. */
  public reset(): void {
    this.fresh();
    this.simulator.faults.clear();
    this.simulator.clearRequests();
    this.keeper.secrets.clear();
    this.keeper.begun.clear();
    this.environment["PROXMOX_VE_RETRY_SECONDS"] = "0";
    this.asRoot();
  }

  /** Later runs log in as root@pam. */
  public asRoot(): void {
    delete this.environment["PROXMOX_VE_API_TOKEN"];
    this.environment["PROXMOX_VE_USERNAME"] = "root@pam";
    this.environment["PROXMOX_VE_PASSWORD"] = this.simulator.rootPassword;
  }

  /** Makes a user with a token that has no rights yet; later runs log in with it. */
  public async asToken(userid = "ci@pve"): Promise<void> {
    await this.root("POST", "/access/users", { userid });
    const path = `/access/users/${userid}/token/deploy`;
    const { value } = (await this.root("POST", path, { privsep: "0" })) as { readonly value: string };
    this.environment["PROXMOX_VE_API_TOKEN"] = `${userid}!deploy=${value}`;
  }

  /** One run, from login to proof. */
  public async run(
    objects: readonly ObjectSpec[],
    claim: Partial<Claim> = {},
    keeper: SecretKeeper = this.keeper,
  ): Promise<Finished> {
    const said: string[] = [];
    const warned: string[] = [];
    const surroundings = {
      keeper,
      say: (line: string) => said.push(line),
      warn: (sentence: string) => warned.push(sentence),
      begin: (origins: Bench["origins"]) => {
        this.origins = origins;
        return Promise.resolve();
      },
      undone: () => undefined,
    };
    const error = await this.connected((client) =>
      reconcile(client, objects, claimOf(claim), surroundings),
    ).then(
      () => "",
      (reason: unknown) => (reason as Error).message,
    );
    return { said, warned, error };
  }

  /** Takes objects away. */
  public async remove(
    objects: readonly (Identity | Removal)[],
    claim: Partial<Pick<Claim, "owner" | "states">> = {},
  ): Promise<readonly Outcome[]> {
    const removals = objects.map((object) =>
      "identity" in object ? object : { identity: object, removalPolicy: "automatic" as const },
    );
    return this.connected((client) => removeAll(client, removals, { ...claimOf(), ...claim }));
  }

  /** Logs in as a run does. */
  public async connected<T>(use: (client: PveClient) => Promise<T>): Promise<T> {
    const { endpoint, fingerprint } = this.simulator;
    const cluster = { key: "host3", endpoint, insecure: false, fingerprint };
    const client = await connect(readConnection(cluster, this.environment), () => undefined);
    try {
      return await use(client);
    } finally {
      client.close();
    }
  }

  /** Somebody else at work in PVE, whose requests do not count. */
  public async root(
    method: string,
    path: string,
    params: Readonly<Record<string, string>> = {},
  ): Promise<unknown> {
    const answer = await pveCall(this.simulator, method, path, params);
    this.simulator.clearRequests();
    return answer;
  }

  /** The requests since the last look, such as `POST /access/users`. */
  public requests(): readonly string[] {
    const found = this.simulator.requests.map(({ method, path }) => `${method} ${path}`);
    this.simulator.clearRequests();
    return found;
  }

  /** Those that changed something. */
  public writes(): readonly string[] {
    return this.requests().filter((request) => !/^GET |^POST \/access\/ticket$/.test(request));
  }

  /** What is there beyond a fresh installation. */
  public get pve() {
    return beyondFresh(this.simulator);
  }
}

/** Fails with what the run ended with. */
export function expectGreen({ error }: Finished): void {
  expect(error).toBe("");
}
