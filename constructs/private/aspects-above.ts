import { Aspects, type IAspect, TerraformStack } from "cdktf";
import type { IConstruct } from "constructs";

const reaching = new WeakSet<IAspect>();

/**
 * Has an Aspect of ours count for each stack below the construct that it is added to, such as an App. cdktf begins with the
 * Aspects of a stack, and says nothing of those above it.
 */
export function reachStacks(aspect: IAspect): void {
  reaching.add(aspect);
}

/** Once cdktf visits the construct, those Aspects visit its whole stack. */
export function heedAspectsAbove(construct: IConstruct): void {
  const stack = TerraformStack.of(construct);
  Aspects.of(construct).add({
    visit: (visited) => {
      if (visited !== construct) return;
      const above = stack.node.scopes.filter((scope) => scope !== stack);
      const aspects = above.flatMap((scope) => Aspects.of(scope).all).filter((each) => reaching.has(each));
      for (const aspect of aspects) for (const node of stack.node.findAll()) aspect.visit(node);
    },
  });
}
