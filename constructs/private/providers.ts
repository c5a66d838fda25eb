import { LocalProvider } from "@cdktf/provider-local/lib/provider";
import { NullProvider } from "@cdktf/provider-null/lib/provider";
import { Aspects, TerraformProvider, TerraformStack } from "cdktf";
import type { IConstruct } from "constructs";

/** The versions that have every attribute we use; the bindings would otherwise pin the newest one exactly. */
const VERSIONS = { null: ">= 1.0.0", local: ">= 1.4.0" } as const;

const served = new WeakSet<TerraformStack>();

/** Sees to it that the stack has the `null` and `local` providers, once, in a version range. */
export function useProviders(scope: IConstruct): void {
  const stack = TerraformStack.of(scope);
  if (served.has(stack)) return;
  served.add(stack);
  for (const [name, version] of Object.entries(VERSIONS)) {
    stack.addOverride(`terraform.required_providers.${name}.version`, version);
  }
  // The program may make its own ones after us, and Terraform takes no second one without an alias.
  Aspects.of(stack).add({
    visit: (visited) => {
      if (visited === stack) addMissing(stack);
    },
  });
}

function addMissing(stack: TerraformStack): void {
  if (!hasProvider(stack, "null")) new NullProvider(stack, "null");
  if (!hasProvider(stack, "local")) new LocalProvider(stack, "local");
}

function hasProvider(stack: TerraformStack, name: string): boolean {
  return stack.node
    .findAll()
    .some((found) => found instanceof TerraformProvider && found.terraformResourceType === name);
}
