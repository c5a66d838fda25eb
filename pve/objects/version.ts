import { type PveVersion, parseVersion } from "../privileges/version";
import type { PveClient } from "../wire";

/** Asks the node: `GET /version`, which every valid login may call. */
export async function fetchVersion(client: PveClient): Promise<PveVersion> {
  const answer = await client.get<{ readonly version?: unknown } | null>("/version");
  return parseVersion(String(answer?.version));
}
