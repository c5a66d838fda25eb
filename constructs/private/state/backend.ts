import { relative, resolve, sep } from "node:path";
import { LocalBackend, TerraformBackend, TerraformRemoteState, TerraformStack, Token } from "cdktf";
import type { Construct, IConstruct } from "constructs";
import { fromStackFolder, stackFolder } from "../project-path";

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

/** A local state, as its backend describes it. */
export interface LocalState {
  /** As it was written, seen from the stack's folder. */
  readonly path: string;
  /** The folder of the states of workspaces, if it was named. */
  readonly workspace_dir?: string;
}

/** Where the local backend of a stack keeps the state; undefined with another backend. */
export function localState(stack: TerraformStack): LocalState | undefined {
  return backendText(stack)?.terraform.backend?.local;
}

/** Whether HCP Terraform, or what speaks as it does, keeps the state, and may run the stack. */
export function runsElsewhere(stack: TerraformStack): boolean {
  const { cloud, backend } = backendText(stack)?.terraform ?? {};
  return cloud !== undefined || backend?.remote !== undefined;
}

/** The state and its backup, absolute; none with a remote backend. */
export function localStateFiles(stack: TerraformStack): string[] {
  const path = localState(stack)?.path;
  if (path === undefined || isExpression(path)) return [];
  const file = resolve(stackFolder(stack), path);
  return [file, `${file}.backup`];
}

/** The same, as the provisioner sees them. */
export function stateFilesFromStack(scope: IConstruct): string[] {
  const stack = TerraformStack.of(scope);
  return localStateFiles(stack).map((file) => relative(stackFolder(stack), file).split(sep).join("/"));
}

/** Whether only Terraform knows what this text will be. */
export function isExpression(text: string): boolean {
  return Token.isUnresolved(text) || /[$%]\{/.test(text);
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

/** What Terraform will read of the stack's backend. cdktf gives one to a stack without, when it prepares the stack. */
function backendText(stack: TerraformStack): BackendText | undefined {
  const found = backends.get(stack) ?? findBackend(stack);
  if (found !== undefined) backends.set(stack, found);
  return found?.toTerraform() as BackendText | undefined;
}

/** Those that were found: each cluster asks for it, and a search goes through all of the stack. */
const backends = new WeakMap<TerraformStack, TerraformBackend>();

function findBackend(stack: TerraformStack): TerraformBackend | undefined {
  const isItsBackend = (child: IConstruct): child is TerraformBackend =>
    TerraformBackend.isBackend(child) && TerraformStack.of(child) === stack;
  return stack.node.children.find(isItsBackend) ?? stack.node.findAll().find(isItsBackend);
}

interface BackendText {
  readonly terraform: {
    readonly backend?: { readonly local?: LocalState; readonly remote?: unknown };
    readonly cloud?: unknown;
  };
}

function localConfig(stack: TerraformStack, { path, workspace_dir: workspaces }: Backend["config"] = {}) {
  const name = typeof path === "string" ? path : `terraform.${stack.node.id}.tfstate`;
  return {
    path: fromStackFolder(stack, name),
    ...(typeof workspaces === "string" && { workspaceDir: fromStackFolder(stack, workspaces) }),
  };
}
