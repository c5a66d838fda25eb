import { existsSync } from "node:fs";
import { relative, resolve, sep } from "node:path";
import { LocalBackend, TerraformBackend, TerraformRemoteState, TerraformStack } from "cdktf";
import type { Construct, IConstruct } from "constructs";
import { ensurePrivate } from "../../files/private-file";
import { fromStackFolder, stackFolder } from "./project-path";

/** A backend of Terraform, as its documentation describes it; the login comes from its environment variables. */
export interface Backend {
  /** Such as `s3`, `http`, `azurerm`; `cloud` is HCP Terraform. */
  readonly type: string;
  /** The backend's arguments. */
  readonly config: Readonly<Record<string, unknown>>;
}

/** Puts the state where the configuration says: by default in the project, under a relative path. */
export function useBackend(stack: TerraformStack, backend: Backend | undefined): void {
  if (backend !== undefined && backend.type !== "local") new AnyBackend(stack, backend);
  else new LocalBackend(stack, localConfig(stack, backend?.config));
}

/** The state and its backup, as the provisioner sees them; none with a remote backend. */
export function localStateFiles(scope: IConstruct): string[] {
  const stack = TerraformStack.of(scope);
  const backend = stack.node.children.find((child) => child instanceof LocalBackend);
  if (backend === undefined) return [];
  const { path } = (backend.toTerraform() as LocalBackendText).terraform.backend.local;
  const folder = stackFolder(stack);
  const seen = relative(folder, resolve(folder, path)).split(sep).join("/");
  return [seen, `${seen}.backup`];
}

/**
 * Takes a state that is there, and its backup, away from other users of the machine. The provisioner does it for a
 * new one, before there is a secret; this covers a state that was copied here.
 */
export function keepStatePrivate(stack: TerraformStack): void {
  const [state, backup] = localStateFiles(stack).map((file) => resolve(stackFolder(stack), file));
  if (state === undefined || backup === undefined || !existsSync(state)) return;
  ensurePrivate(state);
  ensurePrivate(backup);
}

/**
 * A backend whose arguments are taken as they are. It has to be a construct of cdktf's own kind: cdktf adds a local backend
 * to a stack without one, and `init` refuses two.
 */
class AnyBackend extends TerraformBackend {
  readonly #backend: Backend;

  public constructor(stack: TerraformStack, backend: Backend) {
    super(stack, "backend", backend.type);
    this.#backend = backend;
  }

  public override toTerraform(): object {
    const { type, config } = this.#backend;
    return { terraform: type === "cloud" ? { cloud: config } : { backend: { [type]: config } } };
  }

  /** What another stack of the app reads outputs of this one with. */
  public override getRemoteStateDataSource(scope: Construct, name: string): TerraformRemoteState {
    const { type, config } = this.#backend;
    return new RemoteState(scope, name, type === "cloud" ? "remote" : type, { ...config });
  }
}

class RemoteState extends TerraformRemoteState {}

interface LocalBackendText {
  readonly terraform: { readonly backend: { readonly local: { readonly path: string } } };
}

function localConfig(stack: TerraformStack, { path, workspace_dir: workspaces }: Backend["config"] = {}) {
  const name = typeof path === "string" ? path : `terraform.${stack.node.id}.tfstate`;
  return {
    path: fromStackFolder(stack, name),
    ...(typeof workspaces === "string" && { workspaceDir: fromStackFolder(stack, workspaces) }),
  };
}
