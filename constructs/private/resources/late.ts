import {
  Fn,
  type IResolvable,
  type IResolveContext,
  type ITerraformIterator,
  TerraformStack,
  Token,
  ref,
} from "cdktf";

/**
 * A value that is asked for when the stack is synthesized. cdktf's `Lazy` does the same, and keeps the whole stack of calls that has
 * made it: with one in each resource, that takes longer than the rest of a synth.
 */
class Late implements IResolvable {
  public readonly creationStack: string[] = [];

  /** @param produce gives texts as Terraform is to read them, without tokens of cdktf */
  public constructor(private readonly produce: () => unknown) {}

  /** A stack is prepared to find its references to other stacks, and there are none in here. */
  public resolve(context: IResolveContext): unknown {
    if (context.preparing) return undefined;
    const produced = this.produce();
    // What is returned would be searched for tokens, text by text. So it is handed out behind that.
    context.registerPostProcessor({ postProcess: () => produced });
    return undefined;
  }

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

/** Makes an instance of a resource for each of these. `TerraformIterator` does the same, with a stack of calls each time it is asked. */
export function iteratorOf(texts: Readonly<Record<string, string>>): ITerraformIterator {
  // As a text, since cdktf would change the case of keys.
  const each = Token.asString(new Late(() => texts));
  return { _getForEachExpression: () => each };
}

/** A sensitive value of a stack: there it is an expression, and only another stack needs cdktf's reference with its stack of calls. */
class Sensitive implements IResolvable {
  public readonly creationStack: string[] = [];
  #elsewhere: string | undefined;

  public constructor(
    private readonly expression: string,
    private readonly stack: TerraformStack,
  ) {}

  public resolve({ scope, suppressBraces }: IResolveContext): string {
    if (TerraformStack.of(scope) !== this.stack) {
      // The reference knows what it has become in which stack, so it stays the same one.
      this.#elsewhere ??= Token.asString(Fn.sensitive(Token.asString(ref(this.expression, this.stack))));
      return this.#elsewhere;
    }
    const own = `sensitive(${this.expression})`;
    return suppressBraces === true ? own : `\${${own}}`;
  }

  public toString(): string {
    return Token.asString(this);
  }
}

/** A sensitive text. @param expression of Terraform, in the stack @param stack which other ones may refer to */
export function sensitiveText(expression: string, stack: TerraformStack): string {
  return Token.asString(new Sensitive(expression, stack));
}
