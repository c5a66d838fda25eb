import type { Resource as NullResource } from "@cdktf/provider-null/lib/resource";
import { TerraformElement } from "cdktf";
import type { Construct } from "constructs";
import { hclString } from "../../../files/hcl-string";
import type { TokenSpec } from "../../../pve/spec";
import { address } from "./dependencies";
import type { Objects } from "./instances";

/** What a token has beyond other objects. */
export interface TokenOptions {
  /** The tokenid of the one whose secret is referred to. */
  readonly current: string;
  /** The tokenid that it has, or had, without kept rotations. */
  readonly first: string;
  /** Whether the secret goes into the state. */
  readonly keptIn: "state" | "file";
  readonly after: readonly unknown[];
}

/** The resource that keeps a secret, and the address of the instance that has it. */
export interface Secret {
  readonly resource: NullResource;
  readonly address: string;
}

/**
 * What a rotation has where each token has one. The token from before `keep` was used says another word, and those that are kept live
 * on wherever a fresh secret goes.
 */
export function rotationOfEach(tokens: Objects<TokenSpec>) {
  if ("one" in tokens) return {};
  return { lifecycle: { ignoreChanges: ['triggers["rotation"]', 'triggers["kept"]'] } };
}

/**
 * The first use of `keep` makes one instance of several of what was a single resource. It is the same token, so Terraform is told that
 * it has moved: else it would be deleted in PVE and made anew, with another secret.
 */
export function moveToInstance(
  scope: Construct,
  resources: readonly NullResource[],
  tokens: Objects<TokenSpec>,
  tokenid: string,
): void {
  if (!("each" in tokens) || !Object.hasOwn(tokens.each, tokenid)) return;
  const moves = resources.map((resource) => {
    const from = address(resource);
    return { from, to: `${from}[${hclString(tokenid)}]` };
  });
  new Moved(scope, "moved", moves);
}

/** A `moved` block. */
interface Move {
  readonly from: string;
  readonly to: string;
}

/** `moved` blocks; cdktf has them for resources that change their name, not for their instances. */
class Moved extends TerraformElement {
  readonly #moves: readonly Move[];

  public constructor(scope: Construct, id: string, moves: readonly Move[]) {
    super(scope, id);
    this.#moves = moves;
  }

  /** Called by cdktf when it writes the stack. */
  public override toTerraform(): object {
    return { moved: this.#moves };
  }
}
