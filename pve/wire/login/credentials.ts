import {
  SCOPES,
  type Scope,
  type Setting,
  type Variable,
  parseFullTokenid,
  readScoped,
  readSetting,
  tokenidFault,
  useridFault,
  variableName,
} from "../../names";
import { UserError } from "../../user-error";

/** A login as the environment gives it. `from` names its variables, for messages. */
export type Credentials =
  | { readonly kind: "token"; readonly fullTokenid: string; readonly secret: string; readonly from: string }
  | {
      readonly kind: "ticket";
      readonly userid: string;
      readonly ticket: string;
      readonly csrfToken: string;
      readonly from: string;
    }
  | {
      readonly kind: "password";
      readonly username: string;
      readonly password: string;
      readonly totp: string | undefined;
      readonly from: string;
    };

/** The variable that decides for each kind of login, the one that wins first. */
const DECIDING: readonly (readonly [Setting, Credentials["kind"]])[] = [
  ["API_TOKEN", "token"],
  ["AUTH_TICKET", "ticket"],
  ["PASSWORD", "password"],
];

/**
 * Reads the login for a cluster. A variable of the cluster (`PROXMOX_VE_<KEY>_…`) wins over a general one
 * (`PROXMOX_VE_…`); within a scope an API token wins over a ticket, and a ticket over a password. `USERNAME`, `PASSWORD`
 * and `TOTP` may come from different scopes; a ticket and its CSRF prevention token belong together and may not.
 * @throws UserError when there is no login, half a login, or a malformed one; no value is ever shown
 */
export function readCredentials(key: string, environment: NodeJS.ProcessEnv): Credentials {
  for (const scope of SCOPES) {
    for (const [setting, kind] of DECIDING) {
      const variable = readScoped(environment, setting, scope, key);
      if (variable === undefined) continue;
      if (kind === "token") return { ...parseToken(variable), from: variable.name };
      if (kind === "ticket") return readTicket(variable, scope, key, environment);
      return readPassword(variable, key, environment);
    }
  }
  throw noLogin(key, environment);
}

/** `user@realm!tokenid` and the secret of `PROXMOX_VE_API_TOKEN`. */
function parseToken({ name, value }: Variable): {
  readonly kind: "token";
  readonly fullTokenid: string;
  readonly secret: string;
} {
  const end = value.lastIndexOf("=");
  const [fullTokenid, secret] = [value.slice(0, Math.max(end, 0)), value.slice(end + 1)];
  const { userid = "", tokenid = "" } = parseFullTokenid(fullTokenid) ?? {};
  if (useridFault(userid) !== undefined || userid.startsWith("PVEAPIToken=")) {
    throw new UserError(
      `${name} must look like user@realm!tokenid=secret, without "PVEAPIToken=" and blanks.`,
    );
  }
  if (tokenidFault(tokenid) !== undefined) {
    throw new UserError(
      `${name} must have a token's name between "!" and "=", as in user@realm!tokenid=secret.`,
    );
  }
  if (!isSecret(secret)) {
    throw new UserError(
      `The part of ${name} after "=" must be the token's secret, the UUID that PVE showed when it was made.`,
    );
  }
  return { kind: "token", fullTokenid, secret };
}

function readTicket(
  variable: Variable,
  scope: Scope,
  key: string,
  environment: NodeJS.ProcessEnv,
): Credentials {
  const csrf = readScoped(environment, "CSRF_PREVENTION_TOKEN", scope, key);
  if (csrf === undefined) {
    const missing = variableName("CSRF_PREVENTION_TOKEN", scope, key);
    throw new UserError(
      `${variable.name} is set but ${missing} is not; a ticket needs both. ${loginAdvice(key)} prints both.`,
    );
  }
  const ticket = decoded(variable.value);
  // The ticket of a challenge, which opens nothing, has `!tfa!` there, and in PVE 7 `tfa!` before the userid.
  const [, userid] = /^PVE:(?!!?tfa!)([^\s:]+@[^\s:]+):[\x21-\x7e]+$/.exec(ticket) ?? [];
  if (userid === undefined || !/^[\x21-\x7e]+$/.test(csrf.value)) {
    const name = userid === undefined ? variable.name : csrf.name;
    throw new UserError(
      `${name} is malformed: a ticket begins with PVE:user@realm:. ${loginAdvice(key)} prints one.`,
    );
  }
  return { kind: "ticket", userid, ticket, csrfToken: csrf.value, from: variable.name };
}

/** A browser shows its cookie percent-encoded. What was cut within an escape stays as it is. */
function decoded(ticket: string): string {
  try {
    return ticket.startsWith("PVE%3A") ? decodeURIComponent(ticket) : ticket;
  } catch {
    return ticket;
  }
}

function readPassword(password: Variable, key: string, environment: NodeJS.ProcessEnv): Credentials {
  const username = readSetting(environment, "USERNAME", key);
  const totp = readSetting(environment, "TOTP", key);
  if (username === undefined) {
    throw new UserError(
      `${password.name} is set but ${variableName("USERNAME", "cluster", key)} is not (nor ` +
        `${variableName("USERNAME", "general", key)}); a password needs its user, such as root@pam.`,
    );
  }
  // Whoever mixes up two variables has the password here, so it is not shown.
  if (useridFault(username.value) !== undefined) {
    throw new UserError(
      `${username.name} must be a user with its realm, such as root@pam or jane.doe@example.com@sso.`,
    );
  }
  if (totp !== undefined && !isTotpCode(totp.value)) {
    throw new UserError(`${totp.name} must be the code that the authenticator shows, such as 123456.`);
  }
  return {
    kind: "password",
    username: username.value,
    password: password.value,
    totp: totp?.value,
    from: `${username.name} and ${password.name}`,
  };
}

/** A token's secret as PVE makes them: a UUID in lower case. */
export function isSecret(text: unknown): text is string {
  return typeof text === "string" && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text);
}

/** Six to eight digits. */
export function isTotpCode(text: string): boolean {
  return /^\d{6,8}$/.test(text);
}

/** How a user gets a ticket for a cluster. */
export function loginAdvice(key: string): string {
  return `\`eval "$(npx cdktf-proxmox-access login ${key})"\``;
}

function noLogin(key: string, environment: NodeJS.ProcessEnv): UserError {
  const name = (setting: Setting): string => variableName(setting, "cluster", key);
  const halves: readonly (readonly [Setting, Setting])[] = [
    ["CSRF_PREVENTION_TOKEN", "AUTH_TICKET"],
    ["USERNAME", "PASSWORD"],
  ];
  for (const [half, other] of halves) {
    const variable = readSetting(environment, half, key);
    if (variable)
      return new UserError(
        `${variable.name} is set but ${name(other)} is not, so cluster ${key} has no login.`,
      );
  }
  return new UserError(
    `There is no login for cluster ${key}. Set ${name("API_TOKEN")}, or ${name("AUTH_TICKET")} and ` +
      `${name("CSRF_PREVENTION_TOKEN")}, or ${name("USERNAME")} and ${name("PASSWORD")} (with two-factor login also ` +
      `${name("TOTP")}), or the same without ${name("TOTP").replace(/^PROXMOX_VE_|_TOTP$/g, "")}_ for all clusters. ` +
      `${loginAdvice(key)} asks for password and code and sets a ticket.`,
  );
}
