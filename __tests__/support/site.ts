/** Several simulated clusters with one project that deploys to all of them. */
import { type Simulator, startSimulator } from "../../simulator";
import type { Tool } from "../../tools/toolchain";
import { type ClusterContext, succeeded } from "./lab";
import { type Environment, type Project, login, makeProject, reach } from "./project";
import { beyondFresh } from "./pve/pve-state";

/** What is not described: nothing, or a cluster that is taken out. */
type Clusters<K extends string> = Partial<Readonly<Record<K, ClusterContext>>>;

export class Site<K extends string> {
  private constructor(
    private readonly simulators: Readonly<Record<K, Simulator>>,
    public readonly project: Project,
  ) {}

  /** One cluster a key, each with its own administrator's password and every default. */
  public static async start<K extends string>(tool: Tool, keys: readonly K[]): Promise<Site<K>> {
    const started = await Promise.all(
      keys.map(
        async (key) => [key, await startSimulator({ pve: "9.2", rootPassword: `root-of-${key}` })] as const,
      ),
    );
    const simulators = Object.fromEntries(started) as Record<K, Simulator>;
    const clusters = Object.fromEntries(started.map(([key, simulator]) => [key, reach(simulator)]));
    return new Site(simulators, await makeProject(tool, { clusters }));
  }

  public get keys(): K[] {
    return Object.keys(this.simulators) as K[];
  }

  public at(key: K): Simulator {
    return this.simulators[key];
  }

  /** The administrators' logins. */
  public get login(): Environment {
    return Object.assign({}, ...this.keys.map((key) => login(this.at(key), key))) as Environment;
  }

  /** The logins, where these clusters are switched off: nothing listens there, and nobody waits for it. */
  public without(...keys: readonly K[]): Environment {
    const off = keys.map((key) => [`PROXMOX_VE_${key.toUpperCase()}_ENDPOINT`, "https://127.0.0.1:1"]);
    return { ...this.login, PROXMOX_VE_RETRY_SECONDS: "0", ...Object.fromEntries(off) };
  }

  /** Describes just these clusters; `further` stands beside them. */
  public describe(clusters: Clusters<K>, further: Readonly<Record<string, unknown>> = {}): void {
    const reached = Object.entries(clusters).map(([key, cluster]) => [
      key,
      { ...reach(this.at(key as K)), ...(cluster as ClusterContext) },
    ]);
    this.project.configure({ clusters: Object.fromEntries(reached), ...further });
  }

  public async deploy(environment: Environment = this.login): Promise<string> {
    return succeeded(await this.project.apply(environment));
  }

  public async destroy(environment: Environment = this.login): Promise<string> {
    return succeeded(await this.project.destroy(environment));
  }

  /** What is there beyond a fresh installation. */
  public pve(key: K) {
    return beyondFresh(this.at(key));
  }

  /** The keys of the clusters that were asked anything since {@link forgetRequests}. */
  public get asked(): K[] {
    return this.keys.filter((key) => this.at(key).connections > 0);
  }

  public forgetRequests(): void {
    for (const key of this.keys) this.at(key).clearRequests();
  }

  /** The keys of the clusters whose tokens are in the file. */
  public async inFile(): Promise<string[]> {
    const text = (await this.project.file()) ?? "";
    return [...text.matchAll(/^ {2}(\S+) = \{$/gm)].map(([, key = ""]) => key);
  }

  public async stop(): Promise<void> {
    await this.project.dispose();
    await Promise.all(this.keys.map((key) => this.at(key).stop()));
  }
}
