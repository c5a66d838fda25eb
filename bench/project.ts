/** A folder with a synthesized stack, and Terraform in it. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { File } from "@cdktf/provider-local/lib/file";
import { LocalProvider } from "@cdktf/provider-local/lib/provider";
import { NullProvider } from "@cdktf/provider-null/lib/provider";
import { Resource } from "@cdktf/provider-null/lib/resource";
import { App, TerraformStack } from "cdktf";
import { ProxmoxBootstrapStack, loadConfiguration } from "../constructs";
import type { Tool } from "../tools/toolchain";
import { type Timed, timed } from "./measure";

const STACK = "access";

/** Ours, or what a floor is measured with: as many resources without any work, one of them a file as in ours. */
export type Stack = { readonly clusters: object } | { readonly resources: readonly string[] };

/** Writes a stack as `cdktf synth` does. @param resources one with each of these as its trigger */
export function synthesize(folder: string, stack: Stack): void {
  const app = new App({ outdir: join(folder, "cdktf.out") });
  if ("clusters" in stack) new ProxmoxBootstrapStack(app, STACK, loadConfiguration(stack));
  else emptyStack(app, stack.resources);
  app.synth();
}

function emptyStack(app: App, resources: readonly string[]): void {
  const stack = new TerraformStack(app, STACK);
  new NullProvider(stack, "null");
  new LocalProvider(stack, "local");
  // cdktf asks for the one version of its bindings, and there may be another one.
  for (const name of ["null", "local"])
    stack.addOverride(`terraform.required_providers.${name}.version`, ">= 1.0.0");
  const [, ...others] = resources;
  new File(stack, "file", { filename: "${path.module}/empty.txt", content: "" });
  for (const [index, is] of others.entries())
    new Resource(stack, `empty${String(index)}`, { triggers: { is } });
}

/** A user's project that Terraform has initialized. */
export class Project {
  private constructor(
    private readonly folder: string,
    private readonly tool: Tool,
    private readonly login: Readonly<Record<string, string>>,
  ) {}

  public static async make(
    tool: Tool,
    stack: Stack,
    login: Readonly<Record<string, string>> = {},
  ): Promise<Project> {
    const project = new Project(await mkdtemp(join(tmpdir(), "bench-")), tool, login);
    project.describe(stack);
    await project.terraform(["init", "-input=false"]);
    return project;
  }

  /** Where Terraform runs. */
  public get stackFolder(): string {
    return join(this.folder, "cdktf.out", "stacks", STACK);
  }

  public describe(stack: Stack): void {
    synthesize(this.folder, stack);
  }

  public apply(): Promise<Timed> {
    return this.terraform(["apply", "-auto-approve", "-input=false"]);
  }

  /** A plan that has to find nothing to do. */
  public plan(): Promise<Timed> {
    return this.terraform(["plan", "-detailed-exitcode", "-input=false"]);
  }

  public destroy(): Promise<Timed> {
    return this.terraform(["destroy", "-auto-approve", "-input=false"]);
  }

  public async remove(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }

  private terraform([command = "", ...args]: readonly string[]): Promise<Timed> {
    const env = { ...plainEnvironment(), ...this.tool.environment, ...this.login };
    return timed(this.tool.path, [command, "-no-color", ...args], { cwd: this.stackFolder, env });
  }
}

/** The environment of this machine, without what steers Terraform, the provisioner, or a start of Node. */
export function plainEnvironment(): NodeJS.ProcessEnv {
  const steering = /^(PROXMOX_|TF_|TERRAFORM_|CDKTF_|NODE_)/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !steering.test(name)));
}
