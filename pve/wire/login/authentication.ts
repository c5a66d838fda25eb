/** How requests are authenticated: one strategy a kind of credential. */
export interface Authentication {
  /** Who is logged in: `root@pam`, or `user@realm!tokenid`. */
  readonly identity: string;
  /** The headers of a request; they are secrets. */
  headers(method: string): Readonly<Record<string, string>>;
  /** What must not appear in any message, as it is and as it is sent. */
  readonly secrets: readonly string[];
  /** What a user does when the credential is refused (401). */
  readonly advice: string;
}

/** An API token: one header, never together with a cookie (PVE would prefer the cookie). */
export function tokenAuthentication(fullTokenid: string, secret: string, advice: string): Authentication {
  return {
    identity: fullTokenid,
    // PVE ends the value at a semicolon and decodes it behind that.
    headers: () => ({
      Authorization: `PVEAPIToken=${encodeURI(fullTokenid).replaceAll(";", "%3B")}=${secret}`,
    }),
    secrets: [secret],
    advice,
  };
}

/** A ticket: a cookie, and the CSRF prevention token for every call that changes something. */
export function ticketAuthentication(
  userid: string,
  { ticket, csrfToken }: { readonly ticket: string; readonly csrfToken: string },
  advice: string,
): Authentication {
  const cookie = encodeURIComponent(ticket);
  return {
    identity: userid,
    headers: (method) => ({
      Cookie: `PVEAuthCookie=${cookie}`,
      ...(method !== "GET" && { CSRFPreventionToken: csrfToken }),
    }),
    secrets: [ticket, cookie, csrfToken],
    advice,
  };
}

/** No credential, for the few calls that need none, such as the login itself. */
export const ANONYMOUS: Authentication = {
  identity: "nobody",
  headers: () => ({}),
  secrets: [],
  advice: "This call needs a login.",
};
