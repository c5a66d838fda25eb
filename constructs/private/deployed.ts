import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Resource as NullResource } from "@cdktf/provider-null/lib/resource";
import type { TerraformStack } from "cdktf";
import { Annotations } from "cdktf";
import { localStateFiles, stateName } from "../backend";
import { projectFolder } from "./project-path";

/**
 * Warns of what was deployed and is no longer described: Terraform does not run the destroy provisioner of a block that is
 * gone, so its user, role, ACL entry or token would stay in PVE, and nobody would know.
 */
export function warnOfForgotten(stack: TerraformStack): void {
  const state = join(projectFolder(stack), stateName(stack));
  if (localStateFiles(stack).length === 0 || !existsSync(state)) return;
  const described = new Set(stack.node.findAll().map(nullResourceName));
  const forgotten = deployedLifetimes(readFileSync(state, "utf8")).filter(({ name }) => !described.has(name));
  for (const cluster of new Set(forgotten.map(({ triggers }) => triggers["cluster"] ?? "?"))) {
    const objects = forgotten.filter(({ triggers }) => triggers["cluster"] === cluster).map(inWords);
    Annotations.of(stack).addWarning(
      `cluster ${cluster}: ${objects.sort().join(", ")}: deployed, but no longer described. The next deploy forgets them and ` +
        'leaves them in PVE. To have them removed, describe them again with "ensure": "absent", deploy, and then take them out.',
    );
  }
}

/** Such as `token opentofu@pve opentofu-token`. */
function inWords({ name, triggers: { cluster: _, ...identity } }: Lifetime): string {
  const [, kind = ""] = LIFETIME.exec(name) ?? [];
  return `${kind} ${Object.values(identity).reverse().join(" ")}`;
}

function nullResourceName(construct: unknown): string | undefined {
  return construct instanceof NullResource ? construct.friendlyUniqueId : undefined;
}

/** The names of the resources that `PveObject` makes. */
const LIFETIME = /_(user|role|acl|token)_lifetime_[0-9A-F]+$/;

interface Lifetime {
  readonly name: string;
  readonly triggers: Readonly<Record<string, string>>;
}

/** The lifetimes of PVE objects in a state; none in an encrypted or damaged one, which only Terraform can read. */
function deployedLifetimes(text: string): Lifetime[] {
  const state = parse(text) as { resources?: readonly StateResource[] };
  return (state.resources ?? [])
    .filter(({ type, name }) => type === "null_resource" && LIFETIME.test(name))
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
