import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { TerraformElement, TerraformStack } from "cdktf";
import type { IConstruct } from "constructs";
import type { Description } from "../../pve/spec";
import { stackFolder } from "./project-path";

const FILE = "description.json";

/**
 * The file beside the stack with what is described: the part of the provisioner's requests that the triggers show too. So
 * the stack's text says each thing once, and no request outgrows what Linux allows a variable (128 KiB).
 */
export class StackDescription extends TerraformElement {
  /** The description of the scope's stack; made when it is asked for the first time. */
  public static of(scope: IConstruct): StackDescription {
    const stack = TerraformStack.of(scope);
    const existing = stack.node.tryFindChild("description");
    return existing instanceof StackDescription ? existing : new StackDescription(stack, "description");
  }

  readonly #parts = new Map<string, () => object>();

  /** Terraform expression of the file. */
  public readonly path = `\${path.module}/${FILE}`;

  /**
   * Adds the described part of a construct's requests.
   * @param part asked when the stack is synthesized, when all is known
   */
  public add(construct: IConstruct, part: () => object): void {
    this.#parts.set(construct.node.path, part);
  }

  /** Called by cdktf when it writes the stack: writes the file, and adds nothing to the stack. */
  public override toTerraform(): object {
    const parts = [...this.#parts].map(([path, part]) => [path, part()] as const);
    this.#write(Object.fromEntries(parts));
    return {};
  }

  /** The same for a stack that is written as HCL. */
  public override toHclTerraform(): object {
    return this.toTerraform();
  }

  /** In one step: a deploy may be reading it. */
  #write(description: Description): void {
    const folder = stackFolder(this);
    const temporary = join(folder, `${FILE}.${String(process.pid)}`);
    mkdirSync(folder, { recursive: true });
    // Terraform normalizes every text; keys and settings have to agree with what it makes of them.
    writeFileSync(temporary, `${JSON.stringify(description, undefined, 2).normalize("NFC")}\n`);
    renameSync(temporary, join(folder, FILE));
  }
}
