import type { ClusterSpec } from "../pve/spec";
import { UserError } from "../pve/user-error";
import { type PveClient, connect, forgetAdvice, forgettable, readConnection } from "../pve/wire";
import type { Call } from "./io";

/** Logs in to a cluster once, for as long as `use` takes. */
export async function connected<T>(
  cluster: ClusterSpec,
  call: Call,
  use: (client: PveClient) => Promise<T>,
): Promise<T> {
  const client = await connect(readConnection(cluster, call.environment), call.notice);
  try {
    return await use(client);
  } finally {
    client.close();
  }
}

/**
 * Touches a cluster for the last time. If it cannot be reached and the user has given it up, that is no error: undefined then. A
 * certificate that is not trusted is no such case.
 */
export async function unlessGone<T>(
  cluster: ClusterSpec,
  call: Call,
  touch: () => Promise<T>,
): Promise<T | undefined> {
  try {
    return await touch();
  } catch (error) {
    if (!forgettable(error)) throw error;
    if (readConnection(cluster, call.environment).unreachable === "forget") return undefined;
    throw new UserError(`${error.message} ${forgetAdvice(cluster.key)}`, { cause: error });
  }
}
