import { readSetting } from "../../pve/names";
import type { ClusterSpec } from "../../pve/spec";
import { type PveClient, connect, openChannel } from "../../pve/wire";
import { logInAsAsked } from "../login/ask-login";
import { connectTo, reachOf } from "../reach";
import { type DecidingSurroundings, harmless } from "../terminal";

/** The variables that make a login, each by itself or with others. */
const LOGINS = ["API_TOKEN", "AUTH_TICKET", "PASSWORD"] as const;

/** Whether the environment has a login, be it half or malformed. */
export function hasLogin(key: string, environment: NodeJS.ProcessEnv): boolean {
  return LOGINS.some((setting) => readSetting(environment, setting, key) !== undefined);
}

/** Logs in with what the environment gives. @throws UserError that names the variables, where it gives none */
export async function connectAsGiven(
  cluster: ClusterSpec,
  { environment, stderr }: DecidingSurroundings,
): Promise<PveClient> {
  return connectTo(cluster, environment, (line) => harmless(stderr).write(`${line}\n`));
}

/**
 * Asks for a login, as `login` does, and logs in. It is kept in memory only.
 * @param username where it is known already
 * @throws UserError for a refused login
 */
export async function connectAsAsked(
  cluster: ClusterSpec,
  username: string | undefined,
  surroundings: DecidingSurroundings,
): Promise<PveClient> {
  const reach = reachOf(cluster, surroundings.environment);
  const channel = openChannel(reach, (line) => harmless(surroundings.stderr).write(`${line}\n`));
  const ticket = await logInAsAsked(channel, cluster.key, username, surroundings);
  const credentials = { kind: "ticket", ...ticket, from: "what was entered" } as const;
  return connect({ ...reach, credentials }, () => undefined);
}
