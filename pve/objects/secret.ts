import { UserError } from "../user-error";
import { isSecret } from "../wire";

/**
 * The secret in the answer of a call that makes one.
 * @throws UserError that does not repeat the answer, if it holds anything but a UUID
 */
export function secretOf(answer: unknown, endpoint: string): string {
  const value = (answer as { readonly value?: unknown } | null | undefined)?.value;
  if (isSecret(value)) return value;
  throw new UserError(
    `${endpoint} answered with something that is not a token secret of PVE (a UUID). ` +
      "Check that the endpoint is a PVE node; deploying again makes a new secret.",
  );
}
