import { UserError } from "../user-error";
import type { ProvenToken } from "./lack";
import { type Login, reachable } from "./reachable";
import { TokenGone, observeToken } from "../objects/token";
import { observeUser } from "../objects/user";

/** Says why a secret that was just issued is refused. */
export async function explainRefusal(token: ProvenToken, cluster: string, login: Login): Promise<UserError> {
  const client = await reachable(login);
  const name = `token ${token.fullTokenid} on ${cluster}`;
  if (client !== undefined) {
    const user = await observeUser(client, token.userid);
    const observed = await observeToken(client, token);
    if (observed === undefined) return new TokenGone(token, cluster);
    const now = Date.now() / 1000;
    if (user?.settings["enable"] === false) return new UserError(`${name} is refused: its user is disabled.`);
    if (isPast(user?.settings["expire"], now))
      return new UserError(`${name} is refused: its user has expired.`);
    if (isPast(observed.settings["expire"], now)) return new UserError(`${name} is refused: it has expired.`);
  }
  return new UserError(
    `${name} is refused (401) with the secret that was just issued: somebody else may have renewed it meanwhile. ` +
      "Set another `token.rotation` and deploy again.",
  );
}

function isPast(expire: unknown, now: number): boolean {
  return typeof expire === "number" && expire > 0 && expire <= now;
}
