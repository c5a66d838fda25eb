import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { TerraformElement } from "cdktf";
import type { Construct } from "constructs";
import { DESCRIPTION_FILE, type Description } from "../../pve/spec";
import { stackFolder } from "./project-path";

/** The file beside the stack that says what a deploy is to bring about. It adds nothing to the stack. */
export class DescriptionFile extends TerraformElement {
  readonly #describe: () => Description;

  /** @param describe asked when the stack is synthesized, when all is known */
  public constructor(scope: Construct, id: string, describe: () => Description) {
    super(scope, id);
    this.#describe = describe;
  }

  /** Called by cdktf when it writes the stack: writes the file in one step, since a deploy may be reading it. */
  public override toTerraform(): object {
    const folder = stackFolder(this);
    const temporary = join(folder, `${DESCRIPTION_FILE}.${String(process.pid)}`);
    mkdirSync(folder, { recursive: true });
    // Terraform normalizes every text; keys and settings have to agree with what it makes of them.
    writeFileSync(temporary, `${JSON.stringify(this.#describe(), undefined, 2).normalize("NFC")}\n`);
    renameSync(temporary, join(folder, DESCRIPTION_FILE));
    return {};
  }

  /** @throws Error always: cdktf's HCL of provisioners and expressions is not what its JSON says */
  public override toHclTerraform(): object {
    throw new Error(
      `${this.cdktfStack.node.path}: HCL output is refused, because cdktf writes provisioners and preconditions as HCL that ` +
        "Terraform does not accept. Synthesize without --hcl. Nothing was synthesized.",
    );
  }
}
