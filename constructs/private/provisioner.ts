import { existsSync } from "node:fs";
import { join } from "node:path";
import { AssetType, type LocalExecProvisioner, TerraformAsset, TerraformStack } from "cdktf";
import type { IConstruct } from "constructs";
import { ENVIRONMENT, type ObjectKind } from "../../pve/spec";
import { StackDescription } from "./description";
import { literalJson } from "./hcl";

/** What the provisioner can be told to do; the words of its one argument. */
export type ProvisionerCommand =
  | `${"claim" | "ensure" | "confirm" | "delete"} ${ObjectKind}`
  | "issue token"
  | "confirm issue"
  | "prove access"
  | "confirm proof"
  | "preflight access"
  | "write token-file"
  | "confirm token-file"
  | "delete token-file";

/** The environment of one call: a request, and what only Terraform knows during apply. */
export interface ProvisionerCall {
  readonly when?: "create" | "destroy";
  /** Plain data, or a text that is known when the stack is synthesized. */
  readonly request: unknown;
  /** `true` when the rest of the request is in the stack's description, under the request's construct. */
  readonly described?: boolean;
  /** Terraform expressions by the names of {@link ENVIRONMENT}. */
  readonly expressions?: Partial<
    Record<Exclude<keyof typeof ENVIRONMENT, "request" | "description">, string>
  >;
}

/** Names the asset's folder. It is fixed, so that a release of the provisioner changes no snapshot. */
const ASSET_HASH = "v1";

/** One call of the bundled provisioner, started by Terraform without a shell. */
export function localExec(
  scope: IConstruct,
  command: ProvisionerCommand,
  call: ProvisionerCall,
): LocalExecProvisioner {
  const environment: Record<string, string> = { [ENVIRONMENT.request]: requestText(call.request) };
  if (call.described) environment[ENVIRONMENT.description] = StackDescription.of(scope).path;
  for (const [name, expression] of Object.entries(call.expressions ?? {})) {
    environment[ENVIRONMENT[name as keyof typeof ENVIRONMENT]] = expression;
  }
  return {
    type: "local-exec",
    interpreter: ["node", `\${path.module}/${bundle(scope).path}`],
    command,
    environment,
    ...(call.when === "destroy" && { when: "destroy" as const }),
  };
}

function requestText(request: unknown): string {
  return typeof request === "string" ? request : literalJson(request);
}

function bundle(scope: IConstruct): TerraformAsset {
  const stack = TerraformStack.of(scope);
  const existing = stack.node.tryFindChild("provisioner");
  if (existing instanceof TerraformAsset) return existing;
  return new TerraformAsset(stack, "provisioner", {
    path: bundleFile(),
    type: AssetType.FILE,
    assetHash: ASSET_HASH,
  });
}

/** The bundle lies in `dist/` of the source tree, and beside this code in the published package. */
function bundleFile(): string {
  const places = [join(__dirname, "..", "dist", "provisioner.cjs"), join(__dirname, "provisioner.cjs")];
  const found = places.find((place) => existsSync(place));
  if (found === undefined) {
    throw new Error(
      "The provisioner is not built: run `npm run build` in the folder of cdktf-proxmox-access.",
    );
  }
  return found;
}
