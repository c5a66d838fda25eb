import { Lazy, Token } from "cdktf";

/** A map of texts that is only known when the stack is synthesized; or a Terraform expression of one. */
export function lazyTexts(produce: () => Readonly<Record<string, string>> | string): Record<string, string> {
  return Token.asStringMap(Lazy.anyValue({ produce }));
}
