import { openChannel, type Channel, type Notice } from "./transport/channel";
import { createClient, type PveClient } from "./client";
import { chooseEndpoint } from "./choose";
import type { Connection } from "./connection";
import { ticketAuthentication, tokenAuthentication, type Authentication } from "./login/authentication";
import { loginAdvice } from "./login/credentials";
import { logIn } from "./login/login";

/**
 * Connects to the first endpoint that can be reached, with the login of the connection. A password is exchanged for a ticket at
 * once, by one call (two with a second factor); a token or a ticket is first seen by PVE in the first call.
 * @param notice receives warnings, and with `debug` a line a request
 * @throws UserError for a refused login; PveNetworkError when no endpoint can be reached
 */
export async function connect(connection: Connection, notice: Notice): Promise<PveClient> {
  const channel = openChannel(await chooseEndpoint(connection, notice), notice);
  try {
    return createClient(channel, await authenticate(channel, connection));
  } catch (error) {
    channel.line.close();
    throw error;
  }
}

async function authenticate(
  channel: Channel,
  { key, credentials }: Pick<Connection, "key" | "credentials">,
): Promise<Authentication> {
  const { from } = credentials;
  switch (credentials.kind) {
    case "token": {
      const advice = `The API token of ${from} was refused: it is unknown or has expired, or its user is disabled.`;
      return tokenAuthentication(credentials.fullTokenid, credentials.secret, advice);
    }
    case "ticket": {
      const advice = `The ticket of ${from} has expired (it lasts 2 hours) or was refused. ${loginAdvice(key)} gets another; then run this again.`;
      return ticketAuthentication(credentials.userid, credentials, advice);
    }
    case "password": {
      const totpAdvice = `Get a ticket, which asks for the code once: ${loginAdvice(key)}.`;
      const totp = (): Promise<string | undefined> => Promise.resolve(credentials.totp);
      const ticket = await logIn(channel, { ...credentials, totp, totpAdvice });
      const advice = `The login of ${ticket.userid} (${from}) has ended or was refused; run this again.`;
      const authentication = ticketAuthentication(ticket.userid, ticket, advice);
      return { ...authentication, secrets: [...authentication.secrets, credentials.password] };
    }
  }
}
