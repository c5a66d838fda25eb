import { type Setting, readSetting, useridFault, variableName } from "../../pve/names";
import { UserError } from "../../pve/user-error";
import { type Channel, type PasswordLogin, type Ticket, isTotpCode, logIn } from "../../pve/wire";
import type { AskingSurroundings, Question } from "../terminal";

/** {@link askLogin}, and the ticket that it gives. The channel is closed then, whatever came of it. */
export async function logInAsAsked(
  channel: Channel,
  key: string,
  given: string | undefined,
  surroundings: AskingSurroundings,
): Promise<Ticket> {
  try {
    return await logIn(channel, await askLogin(key, given, surroundings));
  } finally {
    channel.line.close();
  }
}

/**
 * Asks for user, password and, where PVE wants one, the code of an authenticator. What the environment gives is not asked for.
 * @param key of the cluster
 * @param given the user, where it is known already
 * @throws UserError when an answer cannot be right
 */
async function askLogin(
  key: string,
  given: string | undefined,
  { environment, prompts }: AskingSurroundings,
): Promise<PasswordLogin> {
  const known = (setting: Setting): string | undefined => readSetting(environment, setting, key)?.value;
  const question = (text: string, setting: Setting): Question => {
    return { text, variable: variableName(setting, "cluster", key) };
  };
  const username =
    given ??
    known("USERNAME") ??
    (await prompts.ask(question(`User of ${key}`, "USERNAME"), "root@pam")).trim();
  if (useridFault(username) !== undefined) {
    throw new UserError(
      "The user must be given with its realm, such as root@pam or jane.doe@example.com@sso.",
    );
  }
  const password =
    known("PASSWORD") ?? (await prompts.askSecret(question(`Password of ${username}`, "PASSWORD")));
  if (password === "") throw new UserError("There is no password.");
  return {
    username,
    password,
    totp: async () =>
      known("TOTP") ?? checkCode(await prompts.askSecret(question("Code of the authenticator", "TOTP"))),
    totpAdvice: "",
    from: "what was entered",
  };
}

function checkCode(answer: string): string {
  const code = answer.replaceAll(" ", "");
  if (!isTotpCode(code))
    throw new UserError("The code must have 6 to 8 digits, as the authenticator shows it.");
  return code;
}
