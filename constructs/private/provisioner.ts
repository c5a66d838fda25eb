import { existsSync } from "node:fs";
import { join } from "node:path";
import { AssetType, type LocalExecProvisioner, TerraformAsset, TerraformStack } from "cdktf";
import type { IConstruct } from "constructs";
import { ENVIRONMENT, type ProvisionerCommand, type RequestBase } from "../../pve/spec";
import { literalJson } from "./hcl";
import { lateText, listOf } from "./resources/late";

/** One call of the provisioner: a request, and what only Terraform knows. */
export interface ProvisionerCall {
  /** Left out: when the resource is created. */
  readonly when?: "destroy";
  /** Asked when the stack is synthesized, when all is known. */
  readonly request: () => RequestBase;
  /** Terraform expression of a map: the triggers that the call is about. */
  readonly triggers?: string;
  /** Terraform expression of the state's id; what runs at destroy cannot refer to it. */
  readonly state?: string;
  /** Terraform expression of a condition: where it is true, the call does nothing. */
  readonly unless?: string;
}

/** Names the asset's folder. It is fixed, so that a release of the provisioner changes no snapshot. */
const ASSET_HASH = "v1";

/** Terraform expression of a resource's own triggers: those that were planned, and at destroy those that were deployed. */
export const OWN_TRIGGERS = "self.triggers";

/** One call of the bundled provisioner, started by Terraform without a shell. */
export function localExec(
  scope: IConstruct,
  command: ProvisionerCommand,
  call: ProvisionerCall,
): LocalExecProvisioner {
  const { request, triggers, state, when } = call;
  return {
    type: "local-exec",
    interpreter: interpreter(scope, call.unless),
    command,
    environment: {
      [ENVIRONMENT.request]: lateText(() => literalJson(request())),
      ...(triggers !== undefined && { [ENVIRONMENT.triggers]: `\${base64gzip(jsonencode(${triggers}))}` }),
      ...(state !== undefined && { [ENVIRONMENT.state]: `\${${state}}` }),
    },
    ...(when !== undefined && { when }),
  };
}

/** Where there is nothing to do, `node --version` is the process that is started: it takes a few milliseconds. */
function interpreter(scope: IConstruct, unless: string | undefined): string[] {
  const file = `\${path.module}/${bundle(scope).path}`;
  if (unless === undefined) return ["node", file];
  return listOf(`\${${unless} ? ["node", "--version"] : ["node", "${file}"]}`);
}

function bundle(scope: IConstruct): TerraformAsset {
  const stack = TerraformStack.of(scope);
  const existing = bundles.get(stack);
  if (existing !== undefined) return existing;
  const asset = new TerraformAsset(stack, "provisioner", {
    path: bundleFile(),
    type: AssetType.FILE,
    assetHash: ASSET_HASH,
  });
  bundles.set(stack, asset);
  return asset;
}

const bundles = new WeakMap<TerraformStack, TerraformAsset>();

/** The bundle lies beside this code in the published package, and in `dist/` of the source tree. */
function bundleFile(): string {
  const places = [join(__dirname, "provisioner.cjs"), join(__dirname, "../../dist/provisioner.cjs")];
  const found = places.find((place) => existsSync(place));
  if (found === undefined) {
    throw new Error(
      "The provisioner is not built: run `npm run build` in the folder of cdktf-proxmox-access.",
    );
  }
  return found;
}
