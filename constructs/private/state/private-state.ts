import { resolve } from "node:path";
import { App, TerraformStack } from "cdktf";
import type { IConstruct } from "constructs";
import {
  makeFolderPrivate,
  makeStatePrivate,
  stateFileFault,
  stateFolderFault,
} from "../../../files/private-state";
import { isExpression, localState, localStateFiles } from "./backend";
import { refuseLinkedStackFolder, stackFolder } from "../project-path";
import { refusedPlaces } from "../refused-places";

const kept = new WeakSet<TerraformStack>();

/**
 * Keeps from other users of the machine what Terraform writes for the scope's stack, and for every stack that depends on it: a
 * secret may be in all of these. At synth, so before Terraform opens anything, a local state and its backup are made 0600, empty
 * if they are not there. The stack's folder is made 0700: Terraform's plans and `errored.tfstate` are in there. What cannot be
 * kept private is refused.
 */
export function keepStatePrivate(scope: IConstruct): void {
  const stack = TerraformStack.of(scope);
  if (kept.has(stack)) return;
  kept.add(stack);
  scope.node.addValidation({ validate: () => holders(stack).flatMap(faultsOf) });
  const { synthesizer } = stack;
  stack.synthesizer = {
    synthesize: (session) => {
      synthesizer.synthesize(session);
      holders(stack).forEach(makePrivate);
    },
  };
}

/** Which stacks refer to which others is known when all are prepared. */
function holders(stack: TerraformStack): TerraformStack[] {
  const all = App.of(stack)
    .node.findAll()
    .filter((found): found is TerraformStack => TerraformStack.isStack(found));
  return all.filter((other) => other === stack || other.dependsOn(stack));
}

function faultsOf(stack: TerraformStack): string[] {
  const expressions = Object.values(localState(stack) ?? {}).filter(isExpression);
  const faults = [
    ...expressions.map((text) => `${text} is known to Terraform alone. Write out the path in the backend.`),
    ...localStateFiles(stack).map(stateFileFault),
    ...workspacesFolder(stack).map(stateFolderFault),
  ];
  const ofState = faults
    .filter((fault) => fault !== undefined)
    .map((fault) => `State of stack ${stack.node.id}: ${fault} Nothing was changed.`);
  return [...refusedPlaces(() => refuseLinkedStackFolder(stack)), ...ofState];
}

function makePrivate(stack: TerraformStack): void {
  makeFolderPrivate(stackFolder(stack));
  workspacesFolder(stack).forEach(makeFolderPrivate);
  localStateFiles(stack).forEach(makeStatePrivate);
}

/** Where the states of Terraform's workspaces are, if not in the stack's folder. */
function workspacesFolder(stack: TerraformStack): string[] {
  const folder = localState(stack)?.workspace_dir;
  return folder === undefined || isExpression(folder) ? [] : [resolve(stackFolder(stack), folder)];
}
