import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Resource as NullResource } from "@cdktf/provider-null/lib/resource";
import type { TerraformStack } from "cdktf";
import { Annotations } from "cdktf";
import { localStateFiles, stateName } from "./backend";
import { projectFolder } from "./project-path";

/**
 * Warns of what was deployed and is no longer described: Terraform does not run the destroy provisioner of a block that is
 * gone, so its user, role, ACL entry or token would stay in PVE, and nobody would know.
 */
export function warnOfForgotten(stack: TerraformStack): void {
  const state = join(projectFolder(stack), stateName(stack));
  if (localStateFiles(stack).length === 0 || !existsSync(state)) return;
  const described = new Set(stack.node.findAll().map(nullResourceName));
  for (const { name, triggers } of deployedLifetimes(readFileSync(state, "utf8"))) {
    if (described.has(name)) continue;
    const { cluster = "?", ...identity } = triggers;
    Annotations.of(stack).addWarning(
      `${Object.values(identity).join(" ")} on cluster ${cluster} is deployed, but no longer described. The next deploy forgets it and ` +
        `leaves it in PVE. To have it removed, describe it again with "ensure": "absent", deploy, and then take it out.`,
    );
  }
}

function nullResourceName(construct: unknown): string | undefined {
  return construct instanceof NullResource ? construct.friendlyUniqueId : undefined;
}

interface Lifetime {
  readonly name: string;
  readonly triggers: Readonly<Record<string, string>>;
}

/** The lifetimes of PVE objects in a state; none in an encrypted or damaged one, which only Terraform can read. */
function deployedLifetimes(text: string): Lifetime[] {
  const state = parse(text) as { resources?: readonly StateResource[] };
  return (state.resources ?? [])
    .filter(({ type, name }) => type === "null_resource" && name.includes("_lifetime_"))
    .flatMap(({ name, instances }) =>
      instances.map(({ attributes }) => ({ name, triggers: attributes?.triggers ?? {} })),
    );
}

interface StateResource {
  readonly type: string;
  readonly name: string;
  readonly instances: readonly {
    readonly attributes?: { readonly triggers?: Readonly<Record<string, string>> };
  }[];
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}
