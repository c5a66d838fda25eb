import type { PveClient } from "../wire/client";

/** How the administrator's login is used, when it is needed. */
export type Login = () => Promise<PveClient>;

/** The login where it only helps to explain: undefined when it does not work, and the explanation is then shorter. */
export async function reachable(login: Login): Promise<PveClient | undefined> {
  try {
    const client = await login();
    await client.get("/version");
    return client;
  } catch {
    return undefined;
  }
}
