import type { ClusterSpec } from "../pve/spec";
import { UserError } from "../pve/user-error";
import { type PveClient, connect, forgetAdvice, forgettable, loginAdvice, readConnection } from "../pve/wire";
import type { Call } from "./io";

/**
 * Logs in to a cluster. A code of an authenticator works once, and a deploy logs in once before a change and once for it, so a
 * login with one is refused before it half succeeds, even where a single login would do.
 * @throws UserError for a login with a code
 */
export async function connectTo(cluster: ClusterSpec, call: Call): Promise<PveClient> {
  const connection = readConnection(cluster, call.environment);
  const { credentials } = connection;
  if (credentials.kind === "password" && credentials.totp !== undefined) {
    throw new UserError(
      `the login of cluster ${cluster.key} (${credentials.from}) comes with a TOTP code, which works once, and a deploy logs in ` +
        `more than once. ${loginAdvice(cluster.key)} asks for password and code once and sets a ticket; unset the code.`,
    );
  }
  return connect(connection, call.notice);
}

/** Logs in to a cluster once, for as long as `use` takes. */
export async function connected<T>(
  cluster: ClusterSpec,
  call: Call,
  use: (client: PveClient) => Promise<T>,
): Promise<T> {
  const client = await connectTo(cluster, call);
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
