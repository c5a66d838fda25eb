import { isAbsolute, join, relative, resolve, sep, dirname } from "node:path";
import { App, TerraformStack } from "cdktf";
import type { IConstruct } from "constructs";
import { refuseLinks } from "../../files/places";

/**
 * The folder that relative paths of the configuration start from: where `cdktf` was run, wherever its output goes. For a program
 * that is run by itself, with its output elsewhere, the folder that this is in.
 */
export function projectFolder(scope: IConstruct): string {
  const outdir = resolve(App.of(scope).outdir);
  const here = process.cwd();
  const isRunByCdktf = process.env["CDKTF_OUTDIR"] !== undefined;
  return isRunByCdktf || outdir.startsWith(here + sep) ? here : dirname(outdir);
}

/** The folder that Terraform runs this stack in. */
export function stackFolder(scope: IConstruct): string {
  return join(resolve(App.of(scope).outdir), "stacks", TerraformStack.of(scope).node.id);
}

/**
 * A path of the project as the provisioner and Terraform see it from the stack's folder. Relative paths stay
 * relative, so that snapshots and two machines agree.
 */
export function fromStackFolder(scope: IConstruct, path: string): string {
  if (isAbsolute(path)) return path;
  const up = relative(stackFolder(scope), projectFolder(scope));
  return join(up, path).split(sep).join("/");
}

/**
 * Refuses a symbolic link on the way to the stack's folder: from behind it, a path that begins with `..` leads elsewhere.
 * @throws PlaceError that names the link
 */
export function refuseLinkedStackFolder(scope: IConstruct): void {
  const project = projectFolder(scope);
  refuseLinks(relative(project, stackFolder(scope)), project);
}
