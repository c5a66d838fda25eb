import { UserError } from "../../user-error";
import type { Channel } from "../transport/channel";
import { createClient, type PveClient } from "../client";
import { PveApiError } from "../errors";
import { apiPath, type Params } from "../params";
import { foreignText } from "../reply/text";
import { ANONYMOUS } from "./authentication";

/** Hours that a ticket lasts. */
export const TICKET_HOURS = 2;

/** A login with user name and password. */
export interface PasswordLogin {
  /** `name@realm` */
  readonly username: string;
  readonly password: string;
  /** Asked only when PVE wants a second factor; resolves to `undefined` when there is no code. */
  readonly totp: () => Promise<string | undefined>;
  /** What to do when PVE wants a code and there is none. */
  readonly totpAdvice: string;
  /** Where user name and password came from, for messages. */
  readonly from: string;
}

/** What a login gives: it opens the API for two hours, on every node of the cluster. */
export interface Ticket {
  readonly userid: string;
  readonly ticket: string;
  readonly csrfToken: string;
}

/** An answer of `POST /access/ticket`; the ticket of a challenge opens nothing. */
interface TicketAnswer extends Ticket {
  readonly needsSecondFactor: boolean;
}

/**
 * Logs in by `POST /access/ticket`, with TOTP as the second factor where the account has one.
 * @throws UserError for a refused login, a realm that does not exist, and a second factor that is missing or of
 * another kind; PveNetworkError when the node can't be reached
 */
export async function logIn(channel: Channel, login: PasswordLogin): Promise<Ticket> {
  const client = createClient(channel, ANONYMOUS);
  const { username, password } = login;
  // PVE 7 answers in an old form without new-format; later versions ignore it.
  const first = await askTicket(client, { username, password, "new-format": true }, () =>
    explainRefusal(client, login),
  );
  if (!first.needsSecondFactor) return first;
  const code = await secondFactor(client, first.ticket, login);
  const step = { username, password: `totp:${code}`, "tfa-challenge": first.ticket, "new-format": true };
  const second = await askTicket(client, step, () => Promise.resolve(codeRefused(client, login)));
  if (second.needsSecondFactor) throw codeRefused(client, login);
  return second;
}

async function askTicket(
  client: PveClient,
  params: Params,
  refused: () => Promise<UserError>,
): Promise<TicketAnswer> {
  try {
    return parseAnswer(await client.post<unknown>("/access/ticket", params), client.endpoint);
  } catch (error) {
    if (error instanceof PveApiError && error.kind === "unauthorized") throw await refused();
    throw error;
  }
}

async function secondFactor(client: PveClient, challenge: string, login: PasswordLogin): Promise<string> {
  const kinds = challengeKinds(challenge);
  if (!kinds.includes("totp")) {
    throw new UserError(
      `${login.username} at ${client.endpoint} has a second factor that is not TOTP ` +
        `(${foreignText(kinds.join(", ")) || "unknown"}), which can't be answered here. Use an API token instead.`,
    );
  }
  const code = await login.totp();
  if (code === undefined) {
    throw new UserError(
      `${login.username} at ${client.endpoint} has two-factor login, and there is no code. ${login.totpAdvice}`,
    );
  }
  return code;
}

/** The kinds of second factor that a challenge (`PVE:!tfa!<JSON>:…`) accepts. */
function challengeKinds(challenge: string): string[] {
  try {
    const kinds: unknown = JSON.parse(
      decodeURIComponent(challenge.split(":")[1]?.slice("!tfa!".length) ?? ""),
    );
    return typeof kinds === "object" && kinds !== null ? Object.keys(kinds) : [];
  } catch {
    return [];
  }
}

/** Every refused login is the same 401; the list of realms, which needs no login, can tell one cause. */
async function explainRefusal(client: PveClient, { username, from }: PasswordLogin): Promise<UserError> {
  const realm = username.slice(username.lastIndexOf("@") + 1);
  const realms = await knownRealms(client);
  if (realms.length > 0 && !realms.includes(realm)) {
    return new UserError(
      `${client.endpoint} has no realm ${realm}, so ${username} can't log in; it has ${foreignText(realms.join(", "))}. ` +
        `A userid ends with its realm, also where the name has an @ itself: jane.doe@example.com@sso. The login came from ${from}.`,
    );
  }
  return new UserError(
    `${client.endpoint} refused the login of ${username}: wrong password, or the user is unknown or disabled. ` +
      `Check ${from}.`,
  );
}

async function knownRealms(client: PveClient): Promise<string[]> {
  try {
    const domains = await client.get<unknown>(apiPath`/access/domains`);
    const names = Array.isArray(domains)
      ? domains.map((domain: { readonly realm?: unknown } | null) => domain?.realm)
      : [];
    return names.filter((name) => typeof name === "string").sort();
  } catch {
    // Only a better message depends on it.
    return [];
  }
}

function codeRefused(client: PveClient, { username }: PasswordLogin): UserError {
  return new UserError(
    `${client.endpoint} refused the TOTP code of ${username}. A code works once and for about 30 seconds: wait for the ` +
      "next one. After too many wrong codes PVE locks TOTP until a recovery key is used.",
  );
}

function parseAnswer(answer: unknown, endpoint: string): TicketAnswer {
  const fields = (typeof answer === "object" && answer !== null ? answer : {}) as Readonly<
    Record<string, unknown>
  >;
  const { username, ticket, CSRFPreventionToken: csrfToken, NeedTFA: needTfa } = fields;
  if (isPrintable(username) && isPrintable(ticket) && isPrintable(csrfToken)) {
    return { userid: username, ticket, csrfToken, needsSecondFactor: Boolean(needTfa) };
  }
  throw new UserError(
    `${endpoint} answered the login with something that is no ticket of PVE. Check the endpoint.`,
  );
}

/** Fit for a header: printable ASCII, and not without end. */
function isPrintable(value: unknown): value is string {
  return typeof value === "string" && /^[\x21-\x7e]{1,4096}$/.test(value);
}
