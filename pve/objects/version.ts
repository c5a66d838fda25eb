import { type PveVersion, parseVersion } from "../privileges";
import { UserError } from "../user-error";
import { type PveClient, foreignText } from "../wire";

/**
 * Asks the node: `GET /version`, which every valid login may call.
 * @throws UserError with the endpoint, if it is no node of PVE
 */
export async function fetchVersion(client: PveClient): Promise<PveVersion> {
  const answer = await client.get<{ readonly version?: unknown } | null>("/version");
  try {
    return parseVersion(foreignText(String(answer?.version)));
  } catch (error) {
    throw error instanceof UserError ? new UserError(`${client.endpoint}: ${error.message}`) : error;
  }
}
