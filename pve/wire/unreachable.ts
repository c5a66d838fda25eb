import { readSetting, variableName } from "../names";
import { UserError } from "../user-error";
import { PveNetworkError, UntrustedCertificateError } from "./errors";

/** What becomes of a cluster that is to be left for good and can't be reached: the run fails, or forgets it. */
export type Unreachable = "fail" | "forget";

/**
 * Whether the user has given a cluster up: `PROXMOX_VE_<KEY>_UNREACHABLE=forget`, or without `<KEY>_` for all.
 * @throws UserError for another value
 */
export function readUnreachable(key: string, environment: NodeJS.ProcessEnv): Unreachable {
  const variable = readSetting(environment, "UNREACHABLE", key);
  if (variable === undefined) return "fail";
  if (variable.value === "forget") return "forget";
  throw new UserError(
    `${variable.name} knows only the value \`forget\`, which gives up a cluster that is gone.`,
  );
}

/** Whether a call failed because the cluster can't be reached. A certificate that is not trusted is no such case. */
export function forgettable(error: unknown): error is PveNetworkError {
  return error instanceof PveNetworkError && !(error instanceof UntrustedCertificateError);
}

/** How a user gives a cluster up, as a sentence to follow a {@link forgettable} error where that is a way on. */
export function forgetAdvice(key: string): string {
  return `If the cluster is gone for good, set ${variableName("UNREACHABLE", "cluster", key)}=forget.`;
}
