import { existsSync } from "node:fs";
import { join } from "node:path";
import { LocalBackend, TerraformStack } from "cdktf";
import type { IConstruct } from "constructs";
import { ensurePrivate } from "../files/private-file";
import { fromStackFolder, projectFolder } from "./private/project-path";

/** A Terraform backend, as its documentation describes it; credentials come from the backend's environment variables. */
export interface BackendProps {
  /** Such as `s3`, `http`, `azurerm`. */
  readonly type: string;
  /** The backend's arguments. */
  readonly config: Readonly<Record<string, unknown>>;
}

/** Puts the state where the configuration says: by default in the project, under a relative path. */
export function useBackend(stack: TerraformStack, backend: BackendProps | undefined): void {
  if (backend !== undefined) {
    stack.addOverride("terraform.backend", { [backend.type]: backend.config });
    return;
  }
  new LocalBackend(stack, { path: fromStackFolder(stack, stateName(stack)) });
}

/**
 * Takes a state that is there, and its backup, away from other users of the machine. The provisioner does it for a
 * new one, before there is a secret; this covers a state that was copied here.
 */
export function keepStatePrivate(stack: TerraformStack): void {
  const [state, backup] = stateNames(stack).map((file) => join(projectFolder(stack), file)) as [
    string,
    string,
  ];
  if (localStateFiles(stack).length === 0 || !existsSync(state)) return;
  ensurePrivate(state);
  ensurePrivate(backup);
}

/** The state and its backup, as the provisioner sees them; none with a remote backend. */
export function localStateFiles(scope: IConstruct): string[] {
  const stack = TerraformStack.of(scope);
  const local = stack.node.children.some((child) => child instanceof LocalBackend);
  return local ? stateNames(stack).map((file) => fromStackFolder(stack, file)) : [];
}

/** The state's file name in the project folder. */
export function stateName(stack: TerraformStack): string {
  return `terraform.${stack.node.id}.tfstate`;
}

function stateNames(stack: TerraformStack): [string, string] {
  return [stateName(stack), `${stateName(stack)}.backup`];
}
