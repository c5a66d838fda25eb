import { TerraformElement, type TerraformStack } from "cdktf";
import type { Node } from "constructs";

/** Constructs that a reader of a plan need not know of. */
const HIDDEN = ["Default", "access"];

/** Names of a stack's elements that a person reads: the parts of their paths, without a hash; behind `_` if that is no name yet. */
export class LogicalIds {
  readonly #nodes = new Map<string, Node>();

  /** @throws Error when another path of the stack has that name */
  public allocate(element: TerraformElement | Node, stack: TerraformStack): string {
    const node = element instanceof TerraformElement ? element.node : element;
    const { scopes } = node;
    const parts = scopes.slice(scopes.indexOf(stack) + 1).map((scope) => scope.node.id);
    const id = parts
      .filter((part) => !HIDDEN.includes(part))
      .join("_")
      .replace(/[^A-Za-z0-9_-]/g, "-")
      .replace(/^(?![A-Za-z_])/, "_");
    const other = this.#nodes.get(id) ?? node;
    if (other !== node && other.path !== node.path) {
      throw new Error(
        `${node.path} and ${other.path} would both be called ${id} in Terraform. Give one of them another name.`,
      );
    }
    this.#nodes.set(id, node);
    return id;
  }
}
