import { readFileSync } from "node:fs";
import path from "node:path";
import { App, Testing, type TerraformStack } from "cdktf";
import { ProxmoxBootstrapStack, loadConfiguration } from "../../constructs";

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
    readonly local_file?: Readonly<Record<string, { readonly content: string; readonly filename: string }>>;
  };
  readonly terraform: Readonly<Record<string, unknown>>;
}

/** A `null_resource` as it stands in `cdk.tf.json`. */
export interface NullResource {
  readonly triggers: Readonly<Record<string, string>>;
  readonly for_each?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly count?: number;
  readonly depends_on?: readonly string[];
  readonly provisioner: readonly { readonly "local-exec": LocalExec }[];
}

interface LocalExec {
  readonly command: string;
  readonly when?: string;
  readonly interpreter: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

/** The emitted JSON of a stack. */
export function synthesized(stack: TerraformStack): Synthesized {
  return JSON.parse(Testing.synth(stack)) as Synthesized;
}

/** The only `null_resource` whose name begins so. */
export function resourceOf(stack: TerraformStack, name: string): NullResource {
  const found = Object.entries(synthesized(stack).resource.null_resource).filter(([id]) =>
    id.startsWith(`${name}_`),
  );
  const [only] = found;
  if (found.length !== 1 || !only) throw new Error(`${String(found.length)} resources are called ${name}_…`);
  return only[1];
}

/** What a stack's description says of a construct. */
export function describedBy(stack: TerraformStack, construct: string): Readonly<Record<string, unknown>> {
  Testing.synth(stack);
  const file = path.join(App.of(stack).outdir, "stacks", stack.node.id, "description.json");
  const all = JSON.parse(readFileSync(file, "utf8")) as Record<string, Record<string, unknown>>;
  return all[construct] ?? {};
}
