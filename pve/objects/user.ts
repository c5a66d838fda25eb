import { type PveClient, apiPath } from "../wire/client";
import { absentIf } from "../wire/absent";
import type { Observed, Settings } from "./settings";
import type { UserSpec } from "../spec";

/** A user as PVE has it, with the comments of its tokens under their tokenids. */
export interface ObservedUser extends Observed {
  readonly tokens: Readonly<Record<string, string>>;
}

interface UserAnswer {
  readonly enable?: unknown;
  readonly expire?: unknown;
  readonly comment?: unknown;
  readonly email?: unknown;
  readonly firstname?: unknown;
  readonly lastname?: unknown;
  readonly tokens?: Readonly<Record<string, { readonly comment?: unknown } | null>> | null;
}

/** The settings that a user's description asks for. */
export function userSettings(spec: UserSpec): Settings {
  const { comment, email, firstname, lastname, enable, expire } = spec;
  return { comment, email, firstname, lastname, enable, expire };
}

/** `GET /access/users/{userid}`; undefined if there is no such user. */
export async function observeUser(client: PveClient, userid: string): Promise<ObservedUser | undefined> {
  const answer = await absentIf("missing", client.get<UserAnswer>(apiPath`/access/users/${userid}`));
  if (answer === undefined) return undefined;
  const { comment, email, firstname, lastname, enable, expire, tokens } = answer;
  return {
    settings: {
      comment: text(comment),
      email: text(email),
      firstname: text(firstname),
      lastname: text(lastname),
      enable: Number(enable ?? 1) === 1,
      expire: Number(expire ?? 0),
    },
    tokens: Object.fromEntries(
      Object.entries(tokens ?? {}).map(([tokenid, token]) => [tokenid, text(token?.comment)]),
    ),
  };
}

/** `POST /access/users` */
export async function createUser(client: PveClient, userid: string, settings: Settings): Promise<void> {
  await client.post("/access/users", { userid, ...settings });
}

/** `PUT /access/users/{userid}`: only what is given changes; an empty text clears. */
export async function updateUser(client: PveClient, userid: string, changed: Settings): Promise<void> {
  await client.put(apiPath`/access/users/${userid}`, changed);
}

/** `DELETE /access/users/{userid}`; a user that is already gone is no error. */
export async function deleteUser(client: PveClient, userid: string): Promise<void> {
  await absentIf("missing", client.delete(apiPath`/access/users/${userid}`));
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}
