/** `/access/users/{userid}/token`: API tokens. */
import { requireUser } from "../access/caller";
import { die, invalid } from "../failure";
import { verifyUserid } from "../schema/names";
import { splitList, truthy } from "../perl";
import type { Parameters } from "../schema/schema";
import type { Token, UserConfig } from "../state/user-config";
import { byKey } from "../state/user-config";
import { required } from "./call";
import type { Call, Handlers } from "./call";

export const tokens: Handlers = {
  "GET /access/users/{userid}/token": listTokens,
  "GET /access/users/{userid}/token/{tokenid}": readToken,
  "POST /access/users/{userid}/token/{tokenid}": createToken,
  "PUT /access/users/{userid}/token/{tokenid}": updateToken,
  "DELETE /access/users/{userid}/token/{tokenid}": deleteToken,
};

/** The token of a user. @throws Failure (500) when the user or the token is not there. */
export function requireToken(config: UserConfig, userid: string, tokenid: string): Token {
  const token = requireUser(config, userid).tokens.get(tokenid);
  return token ?? die(`no such token '${tokenid}' for user '${userid}'`);
}

function namesOf(call: Call): { readonly userid: string; readonly tokenid: string; readonly full: string } {
  const { userid } = verifyUserid(call.parameters["userid"]);
  const tokenid = required(call, "tokenid");
  return { userid, tokenid, full: `${userid}!${tokenid}` };
}

function listTokens(call: Call): unknown {
  const { userid } = verifyUserid(call.parameters["userid"]);
  const user = requireUser(call.cluster.store.users(), userid);
  return [...user.tokens].sort(byKey).map(([tokenid, token]) => ({ tokenid, ...token }));
}

function readToken(call: Call): unknown {
  const { userid, tokenid } = namesOf(call);
  return requireToken(call.cluster.store.users(), userid, tokenid);
}

/** The answer echoes what was sent: strings, where a reader later sees numbers. */
function createToken(call: Call): unknown {
  const { userid, tokenid, full } = namesOf(call);
  const { cluster, parameters } = call;
  const exists = requireUser(cluster.store.users(), userid).tokens.has(tokenid);
  if (exists) throw invalid({ tokenid: "Token already exists." });
  const token: Token = { privsep: parameters["privsep"] ?? 1 };
  if (parameters["expire"] !== undefined) token.expire = parameters["expire"];
  if (truthy(parameters["comment"])) token.comment = required(call, "comment");
  let value = "";
  cluster.changeUsers("generating token failed", (config) => {
    value = cluster.store.newTokenSecret(full);
    requireUser(config, userid).tokens.set(tokenid, token);
  });
  return { info: token, value, "full-tokenid": full };
}

function updateToken(call: Call): unknown {
  const { userid, tokenid, full } = namesOf(call);
  const { cluster, parameters } = call;
  requireToken(cluster.store.users(), userid, tokenid);
  const answer: Record<string, unknown> = {};
  cluster.changeUsers("updating token info failed", (config) => {
    const token = requireToken(config, userid, tokenid);
    for (const option of splitList(parameters["delete"])) {
      if (option !== "comment") throw invalid({ delete: `unknown option '${option}'` });
      delete token.comment;
    }
    assignSettings(token, parameters, cluster.release.clearsTokenComment);
    Object.assign(answer, token);
    if (truthy(parameters["regenerate"])) {
      answer["value"] = cluster.store.newTokenSecret(full);
      answer["full-tokenid"] = full;
    }
  });
  return answer;
}

function assignSettings(token: Token, parameters: Parameters, clearsComment: boolean): void {
  const { privsep, expire, comment } = parameters;
  if (privsep !== undefined) token.privsep = privsep;
  if (expire !== undefined) token.expire = expire;
  if (comment !== undefined && truthy(comment)) token.comment = comment;
  else if (comment === "" && clearsComment) delete token.comment;
}

function deleteToken(call: Call): undefined {
  const { userid, tokenid, full } = namesOf(call);
  const { cluster } = call;
  requireToken(cluster.store.users(), userid, tokenid);
  cluster.changeUsers("deleting token failed", (config) => {
    cluster.store.removeTokenSecret(full);
    requireUser(config, userid).tokens.delete(tokenid);
  });
}
