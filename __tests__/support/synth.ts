import { readFileSync } from "node:fs";
import path from "node:path";
import { App, Testing, type TerraformStack } from "cdktf";
import { ProxmoxBootstrapStack, loadConfiguration } from "../../constructs";
import { DESCRIPTION_FILE, type Description, ENVIRONMENT, type Settings } from "../../pve/spec";

/** The smallest configuration: one cluster, and every default. */
export const MINIMAL = { clusters: { host3: { endpoint: "https://host3.example.org:8006" } } };

/** A stack from what a user writes under `context.proxmox`. */
export function stackOf(context: unknown, app: App = Testing.app()): ProxmoxBootstrapStack {
  return new ProxmoxBootstrapStack(app, "proxmox-access", loadConfiguration(context));
}

/** What Terraform will read. */
export interface Synthesized {
  readonly resource: {
    readonly null_resource: Readonly<Record<string, NullResource>>;
    readonly local_file?: Readonly<Record<string, LocalFile>>;
  };
  readonly locals?: Readonly<Record<string, string>>;
  readonly output?: Readonly<Record<string, { readonly value: string }>>;
  readonly terraform: Readonly<Record<string, unknown>>;
}

/** A `local_file` as it stands in `cdk.tf.json`. */
export interface LocalFile {
  readonly content: string;
  readonly filename: string;
  readonly depends_on: readonly string[];
  readonly lifecycle: {
    readonly precondition: readonly { readonly condition: string; readonly error_message: string }[];
  };
}

/** A `null_resource` as it stands in `cdk.tf.json`. */
export interface NullResource {
  readonly triggers: Readonly<Record<string, string>>;
  readonly for_each?: Readonly<Record<string, string>>;
  readonly depends_on?: readonly string[];
  readonly lifecycle?: {
    readonly ignore_changes?: readonly string[];
    readonly replace_triggered_by?: readonly string[];
  };
  readonly provisioner?: readonly { readonly "local-exec": LocalExec }[];
}

/** One call of the provisioner. */
export interface LocalExec {
  readonly command: string;
  readonly when?: string;
  readonly interpreter: readonly string[] | string;
  readonly environment: Readonly<Record<string, string>>;
}

/** The emitted JSON of a stack. */
export function synthesized(stack: TerraformStack): Synthesized {
  return JSON.parse(Testing.synth(stack)) as Synthesized;
}

/** The `null_resource` of that name. */
export function resourceOf(stack: TerraformStack, name: string): NullResource {
  const all = synthesized(stack).resource.null_resource;
  const found = all[name];
  if (found === undefined) throw new Error(`There is no ${name} among ${Object.keys(all).join(", ")}`);
  return found;
}

/** What a stack's description says. */
export function descriptionOf(stack: TerraformStack): Description {
  Testing.synth(stack);
  const file = path.join(App.of(stack).outdir, "stacks", stack.node.id, DESCRIPTION_FILE);
  return JSON.parse(readFileSync(file, "utf8")) as Description;
}

/** What a stack's description says of one cluster's objects. */
export function settingsOf(stack: TerraformStack, key = "host3"): Settings {
  return descriptionOf(stack).clusters[key]?.settings ?? {};
}

/** The request of a resource's call of one command. */
export function requestOf({ provisioner = [] }: NullResource, command: string): unknown {
  const calls = provisioner.map((each) => each["local-exec"]).filter((call) => call.command === command);
  return JSON.parse(calls[0]?.environment[ENVIRONMENT.request] ?? "null");
}

/** What a synthesis warns of. */
export function warningsOf(stack: TerraformStack): readonly string[] {
  return annotationsOf(stack, "@cdktf/warn");
}

/** What a synthesis says to the user. */
export function annotationsOf(
  stack: TerraformStack,
  level: "@cdktf/info" | "@cdktf/warn",
): readonly string[] {
  Testing.synth(stack);
  return stack.node
    .findAll()
    .flatMap(({ node }) => node.metadata)
    .filter(({ type }) => type === level)
    .map(({ data }) => String(data));
}
