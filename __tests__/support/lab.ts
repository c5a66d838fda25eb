/** A simulated cluster with a project that deploys to it: what most end-to-end tests begin with. */
import { type Simulator, type SimulatorOptions, startSimulator } from "../../simulator";
import type { Finished } from "../../tools/processes";
import type { Tool } from "../../tools/toolchain";
import { beyondFresh } from "./pve/pve-state";
import { pveCall, ticketOf } from "./pve/pve-call";
import { type Environment, type Project, login, makeProject, reach } from "./project";

/** What a test writes under `clusters.host3`, beyond how it is reached. */
export type ClusterContext = Readonly<Record<string, unknown>>;

/** How the cluster is simulated; PVE 9.2 unless it says otherwise. */
export type LabOptions = Partial<SimulatorOptions>;

export class Lab {
  private constructor(
    private running: Simulator,
    public readonly project: Project,
    private readonly options: LabOptions,
  ) {}

  /** @param further what stands beside `clusters` */
  public static async start(
    tool: Tool,
    cluster: ClusterContext = {},
    options: LabOptions = {},
    further: Readonly<Record<string, unknown>> = {},
  ) {
    const simulator = await startSimulator({ pve: "9.2", ...options });
    const project = await makeProject(tool, { ...contextOf(simulator, cluster), ...further });
    return new Lab(simulator, project, options);
  }

  /** The cluster as it is now. */
  public get simulator(): Simulator {
    return this.running;
  }

  /** The same node with another version of PVE; it needs a `stateFile` and a `certificate` of its own to stay the same. */
  public async upgrade(pve: SimulatorOptions["pve"]): Promise<void> {
    const { port } = this.running;
    await this.running.stop();
    this.running = await startSimulator({ ...this.options, pve, port });
  }

  /** The administrator's login. */
  public get login(): Environment {
    return login(this.simulator);
  }

  /** The administrator's ticket, as `cdktf-proxmox-access login` would give it: no call of the deploy is a login. */
  public async ticket(): Promise<Environment> {
    const { ticket, csrf } = await ticketOf(this.simulator);
    return { PROXMOX_VE_AUTH_TICKET: ticket, PROXMOX_VE_CSRF_PREVENTION_TOKEN: csrf };
  }

  /** Changes the description; `further` stands beside `clusters`. */
  public describe(cluster: ClusterContext, further: Readonly<Record<string, unknown>> = {}): void {
    this.project.configure({ ...contextOf(this.simulator, cluster), ...further });
  }

  /** Applies, and fails the test with Terraform's own words when that fails. */
  public async deploy(environment: Environment = this.login): Promise<string> {
    return succeeded(await this.project.apply(environment));
  }

  /** Destroys, and fails the test with Terraform's own words when that fails. */
  public async destroy(environment: Environment = this.login): Promise<string> {
    return succeeded(await this.project.destroy(environment));
  }

  /** `user@realm!tokenid=secret` in the file. */
  public async token(): Promise<string | undefined> {
    return tokenIn(await this.project.file());
  }

  /** PVE's side: what is there beyond a fresh installation, without secrets. */
  public pve() {
    return beyondFresh(this.simulator);
  }

  /** Somebody else at work in PVE: the administrator, without our client. */
  public async asRoot(
    method: string,
    path: string,
    params: Readonly<Record<string, string>> = {},
  ): Promise<void> {
    await pveCall(this.simulator, method, path, params);
  }

  public async stop(): Promise<void> {
    await this.project.dispose();
    await this.simulator.stop();
  }
}

/** `user@realm!tokenid=secret` in the text of a file; the first one where there are several. */
export function tokenIn(text = ""): string | undefined {
  return /api_token\s*= "([^"]+)"/.exec(text)?.[1];
}

/** `context.proxmox` with the one cluster host3. */
export function contextOf(simulator: Simulator, cluster: ClusterContext) {
  return { clusters: { host3: { ...reach(simulator), ...cluster } } };
}

/** The output of a run that has to succeed. */
export function succeeded(finished: Finished): string {
  if (finished.exitCode !== 0)
    throw new Error(`exit code ${String(finished.exitCode)}\n${finished.stdout}${finished.stderr}`);
  return finished.stdout;
}

/** The output of a run that has to fail, as one line, without Terraform's frames. */
export function failed(finished: Finished): string {
  if (finished.exitCode === 0) throw new Error(`it did not fail\n${finished.stdout}`);
  return `${finished.stdout}${finished.stderr}`.replace(/[│╷╵]/g, " ").replace(/\s+/g, " ");
}

/** The resources that a plan or an apply replaces, without their type: `host3`, `host3_token`, `tfvars`. */
export function replaced(output: string): string[] {
  const lines = output.matchAll(/# \w+\.(\S+?)(?:\[.*?\])? (?:must|will) be replaced/g);
  return [...lines].map(([, name = ""]) => name).sort();
}
