import { environmentKey } from "../pve/names/variables";
import { PveNetworkError, UntrustedCertificateError } from "../pve/wire/errors";
import { UserError } from "../pve/user-error";

/** Whether the user has given up a cluster: `PROXMOX_VE_<KEY>_UNREACHABLE=forget`, or without `<KEY>_` for all. */
function isForgotten(environment: NodeJS.ProcessEnv, cluster: string): boolean {
  const own = environment[`PROXMOX_VE_${environmentKey(cluster)}_UNREACHABLE`];
  const value = own || environment["PROXMOX_VE_UNREACHABLE"] || "";
  if (value !== "" && value !== "forget") {
    throw new UserError(
      `PROXMOX_VE_UNREACHABLE (also with the cluster's key) knows only the value \`forget\`.`,
    );
  }
  return value === "forget";
}

/** Seconds that a cluster which was given up is still tried, unless the user says otherwise. */
const LAST_TRY_SECONDS = "5";

/**
 * Runs what touches a cluster for the last time. If the cluster cannot be reached and the user has given it up, that
 * is no error: `forgotten` says what is then left behind. A certificate that is not trusted is no such case.
 * @param call gets the environment to connect with
 */
export async function unlessGone<T>(
  environment: NodeJS.ProcessEnv,
  cluster: string,
  call: (environment: NodeJS.ProcessEnv) => Promise<T>,
  forgotten: () => T,
): Promise<T> {
  const own = `PROXMOX_VE_${environmentKey(cluster)}`;
  const forget = isForgotten(environment, cluster);
  try {
    return await call(forget ? { PROXMOX_VE_RETRY_SECONDS: LAST_TRY_SECONDS, ...environment } : environment);
  } catch (error) {
    if (!(error instanceof PveNetworkError) || error instanceof UntrustedCertificateError) throw error;
    if (forget) return forgotten();
    throw new UserError(`${error.message} If the cluster is gone for good, set ${own}_UNREACHABLE=forget.`);
  }
}
