/** A user's project in a temporary folder: the synthesized stack, deployed with the real binary. */
import { existsSync } from "node:fs";
import { mkdtemp, readFile, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { App } from "cdktf";
import { ProxmoxBootstrapStack } from "../../constructs/bootstrap-stack";
import { loadConfiguration } from "../../configuration";
import type { Simulator } from "../../simulator";
import { start } from "../../tools/processes";
import type { Finished, Running } from "../../tools/processes";
import type { Tool } from "../../tools/toolchain";
import { type AttachedProviders, attachProviders } from "./attached-providers";

/** The name of the stack that is deployed, unless a test says otherwise. */
export const STACK = "proxmox-access";

/** Variables beyond the test machine's own: the login, mostly. */
export type Environment = Readonly<Record<string, string>>;

/** A resource, as a state has it. */
export interface Recorded {
  readonly name: string;
  readonly instances: readonly {
    readonly attributes: { readonly triggers?: Record<string, string> | null };
  }[];
}

/** The login of a simulated cluster's administrator; with a key, for that cluster only. */
export function login(simulator: Simulator, key?: string): Environment {
  const prefix =
    key === undefined ? "PROXMOX_VE" : `PROXMOX_VE_${key.toUpperCase().replace(/[^A-Z0-9]/g, "_")}`;
  return { [`${prefix}_USERNAME`]: "root@pam", [`${prefix}_PASSWORD`]: simulator.rootPassword };
}

/** How a simulated cluster is reached, for `context.proxmox.clusters.<key>`. */
export function reach(simulator: Simulator): { readonly endpoint: string; readonly fingerprint: string } {
  return { endpoint: simulator.endpoint, fingerprint: simulator.fingerprint };
}

/** Makes a project, synthesizes its stack and runs `init`. `configuration` is what `context.proxmox` would be. */
export async function makeProject(tool: Tool, configuration: unknown, stack = STACK): Promise<Project> {
  // The blank is on purpose: users have such folders.
  const folder = await realpath(await mkdtemp(path.join(tmpdir(), "proxmox access ")));
  const project = new Project(tool, folder, stack);
  project.configure(configuration);
  const init = await project.run(["init", "-input=false", "-no-color"], {});
  if (init.exitCode !== 0) {
    await project.dispose();
    throw new Error(`${tool.name} init failed.\n${init.stdout}${init.stderr}`);
  }
  await project.attach();
  return project;
}

export class Project {
  private readonly started = new Set<Running>();
  private providers?: AttachedProviders;

  constructor(
    readonly tool: Tool,
    /** The user's folder: where cdktf.json would be. */
    readonly folder: string,
    private readonly stack: string,
  ) {}

  /** Where Terraform runs. */
  get stackFolder(): string {
    return path.join(this.folder, "cdktf.out", "stacks", this.stack);
  }

  /** Starts the providers once for all that follows. The demo and the tests of the package leave that to the tool, as users do. */
  async attach(): Promise<void> {
    this.providers = await attachProviders(this.stackFolder);
  }

  /** Synthesizes anew, as the next `cdktf deploy` would after an edit of `context.proxmox`. */
  configure(configuration: unknown): void {
    const app = new App({ outdir: path.join(this.folder, "cdktf.out") });
    new ProxmoxBootstrapStack(app, this.stack, loadConfiguration(configuration));
    app.synth();
  }

  /** `apply`, without questions. */
  apply(environment: Environment, ...options: string[]): Promise<Finished> {
    return this.run(["apply", ...APPLY, ...options], environment);
  }

  /** The same, to be watched or killed while it runs. */
  startApply(environment: Environment, ...options: string[]): Running {
    return this.start(["apply", ...APPLY, ...options], environment);
  }

  /** `plan`: exit code 0 for no changes, 2 for some. */
  plan(environment: Environment = {}, ...options: string[]): Promise<Finished> {
    return this.run(["plan", "-input=false", "-no-color", "-detailed-exitcode", ...options], environment);
  }

  destroy(environment: Environment, ...options: string[]): Promise<Finished> {
    return this.run(["destroy", ...APPLY, ...options], environment);
  }

  run(args: readonly string[], environment: Environment): Promise<Finished> {
    return this.start(args, environment).finished;
  }

  start(args: readonly string[], environment: Environment): Running {
    const running = start(this.tool.path, args, {
      cwd: this.stackFolder,
      env: {
        ...machineEnvironment(),
        ...this.tool.environment,
        ...this.providers?.environment,
        ...environment,
      },
      detached: true,
    });
    this.started.add(running);
    void running.finished.finally(() => this.started.delete(running));
    return running;
  }

  /** The absolute path of a file of the project. */
  path(name: string): string {
    return path.join(this.folder, name);
  }

  /** The content of a file of the project; undefined when there is none. */
  async file(name = "terraform.tfvars"): Promise<string | undefined> {
    return existsSync(this.path(name)) ? await readFile(this.path(name), "utf8") : undefined;
  }

  private get stateFile(): string {
    return this.path(`terraform.${this.stack}.tfstate`);
  }

  /** What the state holds. */
  async recorded(): Promise<readonly Recorded[]> {
    const state = JSON.parse(await readFile(this.stateFile, "utf8")) as { resources: Recorded[] };
    return state.resources;
  }

  /** Makes the state hold something else. */
  async record(changed: (resources: readonly Recorded[]) => readonly Recorded[]): Promise<void> {
    const state = JSON.parse(await readFile(this.stateFile, "utf8")) as { resources: Recorded[] };
    await writeFile(this.stateFile, JSON.stringify({ ...state, resources: changed(state.resources) }));
  }

  /** Loses the state, as a machine that burns down does. */
  async forgetState(): Promise<void> {
    const state = this.stateFile;
    await Promise.all([state, `${state}.backup`].map((file) => rm(file, { force: true })));
  }

  /** Kills what still runs and removes the folder. */
  async dispose(): Promise<void> {
    for (const running of this.started) {
      running.kill();
      await running.finished;
    }
    await this.providers?.stop();
    await rm(this.folder, { recursive: true, force: true });
  }
}

const APPLY = ["-auto-approve", "-input=false", "-no-color"] as const;

/** The environment of the test machine, without what would steer Terraform or the provisioner. */
function machineEnvironment(): NodeJS.ProcessEnv {
  const steering = /^(PROXMOX_|TF_|TERRAFORM_|CDKTF_)/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !steering.test(name)));
}
