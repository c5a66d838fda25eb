/** A team's project: what `init` writes, with the example in it as its README says, in a repository with a cluster. */
import { cp, mkdir, mkdtemp, readFile, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { type Simulator, startSimulator } from "../../../simulator";
import { type Finished, run } from "../../../tools/processes";
import { ROOT } from "../../../tools/toolchain/paths";
import { tarball } from "../../support/consumer";
import { blocksIn } from "../../documents/documents";
import { login } from "../../support/project";
import { tools } from "../../support/tools";
import { Forge } from "./forge";
import { type Step, exampleFile } from "./pipelines";

const INSTALL = /^npm ci --ignore-scripts$/m;

export class Site {
  private clones = 0;
  /** What the first job has installed; the others have it from there. */
  private installed: string | undefined;

  private constructor(
    private readonly folder: string,
    private readonly machine: NodeJS.ProcessEnv,
    public readonly simulator: Simulator,
    public readonly forge: Forge,
  ) {}

  /** @param pipeline what the pipeline's file is copied to */
  public static async create(pipeline: string): Promise<Site> {
    const folder = await realpath(await mkdtemp(path.join(tmpdir(), "a site ")));
    const simulator = await startSimulator({
      pve: "9.2",
      nodes: ["host3"],
      inventory: { pools: [{ poolid: "lab" }] },
    });
    const site = new Site(folder, machineIn(folder), simulator, await Forge.start());
    try {
      await site.init(pipeline);
    } catch (error) {
      await site.stop();
      throw error;
    }
    return site;
  }

  /** The team's main branch. */
  public get project(): string {
    return path.join(this.folder, "project");
  }

  /** What a job gets: a clone of its own. */
  public async checkout(commit: string): Promise<string> {
    this.clones += 1;
    const clone = path.join(this.folder, `clone ${String(this.clones)}`);
    await this.sh(
      this.folder,
      `git clone --quiet project '${clone}' && cd '${clone}' && git checkout --quiet '${commit}'`,
    );
    return clone;
  }

  /** Changes cdktf.json in a branch, and merges it as GitHub does to test a pull request. */
  public async branch(name: string, change: (cluster: Record<string, unknown>) => void): Promise<void> {
    await this.sh(this.project, `git checkout --quiet -b '${name}' main`);
    await this.edit(({ clusters }) => change(clusters["host3"] as Record<string, unknown>));
    await this.sh(
      this.project,
      `git commit --quiet --all --message '${name}' && git checkout --quiet -b '${name}-merge' main && git merge --quiet --no-ff --no-edit '${name}' && git checkout --quiet main`,
    );
  }

  /** What main is at. */
  public async head(): Promise<string> {
    return (await this.sh(this.project, "git rev-parse main")).trim();
  }

  /** Runs a job; the exit code is that of the first step that fails. */
  public async job(clone: string, steps: readonly Step[]): Promise<Finished> {
    let [failed, output] = [undefined as Finished | undefined, ""];
    for (const { script, environment, always } of steps) {
      if (failed !== undefined && !always) continue;
      const lines = this.installed === undefined ? script : script.replace(INSTALL, this.installed);
      if (lines === script && INSTALL.test(script)) this.installed = `cp -al '${clone}/node_modules' .`;
      const finished = await this.shell(clone, lines, environment);
      output += `${finished.stdout}${finished.stderr}`;
      if (finished.exitCode !== 0) failed ??= finished;
    }
    return { exitCode: failed?.exitCode ?? 0, signal: null, stdout: output, stderr: "" };
  }

  /** Runs a script that has to succeed. */
  public async sh(folder: string, script: string, environment: NodeJS.ProcessEnv = {}): Promise<string> {
    const { exitCode, stdout, stderr } = await this.shell(folder, script, environment);
    if (exitCode !== 0) throw new Error(`${script}\nfailed.\n${stdout}${stderr}`);
    return stdout;
  }

  public async stop(): Promise<void> {
    await Promise.all([this.simulator.stop(), this.forge.stop()]);
    await rm(this.folder, { recursive: true, force: true });
  }

  private shell(cwd: string, script: string, environment: NodeJS.ProcessEnv): Promise<Finished> {
    const env = { ...this.machine, ...environment };
    return run("bash", ["-eo", "pipefail", "-c", script], { cwd, env });
  }

  private async init(pipeline: string): Promise<void> {
    await mkdir(path.join(this.project, "vendor"), { recursive: true });
    const { endpoint, fingerprint } = this.simulator;
    const cli = path.join(ROOT, "dist", "cli.cjs");
    const trust = `--endpoint ${endpoint} --fingerprint ${fingerprint}`;
    const init = `"${process.execPath}" "${cli}" init --yes ${trust} --pool lab`;
    await this.sh(this.project, init, login(this.simulator));
    // The packed library stands in for the published one.
    await cp(tarball(), path.join(this.project, "vendor", "library.tgz"));
    await this.sh(this.project, "npm install --ignore-scripts ./vendor/library.tgz");
    await this.guard();
    await this.edit((configuration) => {
      Object.assign(configuration, { stateEncryption: true, backend: { type: "http", config: {} } });
      const token = { privilegeSeparation: true, expires: "90d" };
      Object.assign(configuration.clusters["host3"] as object, { pveVersion: "9.2", token });
    });
    const setUp = blocksIn("sh").find(([name]) => name.startsWith("examples/ci/README.md"))?.[1] ?? "";
    const lines = setUp.split("\n").filter((line) => !/\bmv /.test(line) || line.includes(pipeline));
    await this.sh(this.project, lines.join("\n"), { CI: undefined });
    await this.sh(
      this.project,
      "git init --quiet --initial-branch main && git add --all && git commit --quiet --message Access",
    );
  }

  /** As the README says. */
  private async guard(): Promise<void> {
    const [, line = ""] = /`(Aspects\.of[^`]+)`/.exec(exampleFile("README.md")) ?? [];
    const file = path.join(this.project, "main.ts");
    const program = await readFile(file, "utf8");
    const guarded = program
      .replace("import { App }", "import { App, Aspects }")
      .replace("import { ProxmoxBootstrapStack", "import { ProxmoxAccessGuard, ProxmoxBootstrapStack")
      .replace("app.synth();", `${line}\napp.synth();`);
    await writeFile(file, guarded);
  }

  private async edit(
    change: (configuration: { readonly clusters: Record<string, unknown> }) => void,
  ): Promise<void> {
    const file = path.join(this.project, "cdktf.json");
    const project = JSON.parse(await readFile(file, "utf8"));
    change(project.context.proxmox);
    await writeFile(file, JSON.stringify(project, null, 2));
  }
}

/** A runner: this Node, OpenTofu on the PATH, and nothing of this machine that would steer them. */
function machineIn(folder: string): NodeJS.ProcessEnv {
  const steering = /^(PROXMOX_|TF_|TERRAFORM_|CDKTF_|GITHUB_|GITLAB_|CI_|AWS_)/;
  const own = Object.entries(process.env).filter(([name]) => !steering.test(name));
  const [tofu] = tools();
  const programs = [path.dirname(process.execPath), path.dirname(tofu!.path), process.env["PATH"] ?? ""];
  const who = { NAME: "Test", EMAIL: "test@example.org" };
  return {
    ...Object.fromEntries(own),
    ...tofu!.environment,
    PATH: programs.join(path.delimiter),
    CI: "true",
    NO_COLOR: "1",
    CDKTF_HOME: path.join(folder, ".cdktf"),
    CDKTF_DISABLE_PLUGIN_CACHE_ENV: "1",
    npm_config_prefer_offline: "true",
    npm_config_audit: "false",
    npm_config_fund: "false",
    ...Object.fromEntries(
      Object.entries(who).flatMap(([name, value]) => [
        [`GIT_AUTHOR_${name}`, value],
        [`GIT_COMMITTER_${name}`, value],
      ]),
    ),
  };
}
