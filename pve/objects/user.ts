import { type PveClient, absentIf, apiPath } from "../wire";
import { type Settings, splitList, text } from "./settings";
import type { ObservedToken } from "./token";

/** A user as PVE has it, with its API tokens by their tokenids. */
export interface ObservedUser {
  /** `comment`, `email`, `firstname`, `lastname`, `enable`, `expire`. */
  readonly settings: Settings;
  readonly groups: readonly string[];
  readonly tokens: ReadonlyMap<string, ObservedToken>;
}

interface UserAnswer {
  readonly userid: string;
  readonly enable?: unknown;
  readonly expire?: unknown;
  readonly comment?: unknown;
  readonly email?: unknown;
  readonly firstname?: unknown;
  readonly lastname?: unknown;
  readonly groups?: unknown;
  readonly tokens?: readonly TokenAnswer[] | null;
}

interface TokenAnswer {
  readonly tokenid: string;
  readonly comment?: unknown;
  readonly privsep?: unknown;
  readonly expire?: unknown;
}

/** `GET /access/users?full=1`: every user that the caller may see, by userid. */
export async function listUsers(client: PveClient): Promise<ReadonlyMap<string, ObservedUser>> {
  const answer = await client.get<readonly UserAnswer[] | null>("/access/users", { full: true });
  return new Map((answer ?? []).map((user) => [user.userid, observed(user)]));
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

function observed(user: UserAnswer): ObservedUser {
  return {
    settings: {
      comment: text(user.comment),
      email: text(user.email),
      firstname: text(user.firstname),
      lastname: text(user.lastname),
      enable: Number(user.enable ?? 1) === 1,
      expire: Number(user.expire ?? 0),
    },
    groups: splitList(user.groups),
    tokens: new Map((user.tokens ?? []).map((token) => [token.tokenid, observedToken(token)])),
  };
}

function observedToken({ comment, privsep, expire }: TokenAnswer): ObservedToken {
  return {
    settings: {
      comment: text(comment),
      privsep: Number(privsep ?? 1) === 1,
      expire: Number(expire ?? 0),
    },
  };
}
