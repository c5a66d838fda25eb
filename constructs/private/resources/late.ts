import { type IResolvable, Token } from "cdktf";

/**
 * A value that is asked for when the stack is synthesized. cdktf's `Lazy` does the same, and keeps the whole stack of calls that has
 * made it: with one in each resource, that takes longer than the rest of a synth.
 */
class Late implements IResolvable {
  public readonly creationStack: string[] = [];

  public constructor(public readonly resolve: () => unknown) {}

  public toString(): string {
    return Token.asString(this);
  }

  public toJSON(): string {
    return "<unresolved-lazy>";
  }
}

/** A text that is only known when the stack is synthesized. */
export function lateText(produce: () => string): string {
  return Token.asString(new Late(produce));
}

/** A map of texts that is only known when the stack is synthesized; or a Terraform expression of one. */
export function lateTexts(produce: () => Readonly<Record<string, string>> | string): Record<string, string> {
  return Token.asStringMap(new Late(produce));
}

/** A list that a Terraform expression gives. */
export function listOf(expression: string): string[] {
  return Token.asList(new Late(() => expression));
}
