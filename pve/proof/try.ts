import { fetchVersion } from "../objects";
import { type TokenSpec, fullTokenid } from "../spec";
import { type PveClient, isKind } from "../wire";

/** Whether PVE lets a token in with this secret: `GET /version`, which every valid login may call. */
export async function letsIn(
  client: PveClient,
  token: Pick<TokenSpec, "userid" | "tokenid">,
  secret: string,
): Promise<boolean> {
  try {
    await fetchVersion(client.asToken(fullTokenid(token), secret));
    return true;
  } catch (error) {
    if (isKind(error, "unauthorized")) return false;
    throw error;
  }
}
