import { observeAcl } from "./acl";
import type { PveClient } from "./client";
import { UserError } from "./errors";
import { effectivePrivileges } from "./permissions";
import { observeRole } from "./role";
import { splitList } from "./settings";
import type { Grant } from "./spec";
import { TokenGone, observeToken } from "./token";
import { observeUser } from "./user";

/** The token that a proof is about. */
export interface ProvenToken {
  readonly userid: string;
  readonly tokenid: string;
  readonly fullTokenid: string;
  /** Privilege separation. */
  readonly privsep: boolean;
}

/** What a token lacks of one grant. */
export interface Lack {
  readonly grant: Grant;
  readonly missing: readonly string[];
  /** Held on the path itself, but not below it, although the grant propagates. */
  readonly local: readonly string[];
}

type Login = () => Promise<PveClient>;

/** Says what is missing, on which side, and which command on a node gives it. */
export async function explainLacks(
  lacks: readonly Lack[],
  token: ProvenToken,
  cluster: string,
  login: Login,
): Promise<UserError> {
  const client = await reachable(login);
  const lines: string[] = [];
  for (const lack of lacks) {
    const { grant, missing, local } = lack;
    const found = [
      ...(missing.length > 0 ? [`lacks ${missing.join(", ")}`] : []),
      ...(local.length > 0 ? [`has only without propagation ${local.join(", ")}`] : []),
    ];
    lines.push(`on ${grant.path} it ${found.join(" and ")}.`, ...(await causes(lack, token, client)));
  }
  return new UserError(
    `token ${token.fullTokenid} on ${cluster} works, but may do less than was granted:\n  ${lines.join("\n  ")}\n` +
      'Run the command on a node, or set `reconcile: "always"` for the cluster, and deploy again.',
  );
}

async function causes(
  lack: Lack,
  token: ProvenToken,
  client: PveClient | undefined,
): Promise<readonly string[]> {
  const { grant, missing } = lack;
  const role = client && (await observeRole(client, grant.roleid));
  if (client !== undefined && role === undefined) return [`Role ${grant.roleid} is gone.`];
  const has = splitList(role?.settings["privs"]);
  const roleLacks = client === undefined ? [] : missing.filter((name) => !has.includes(name));
  if (roleLacks.length > 0) {
    const fix = `pveum role modify ${grant.roleid} --append 1 --privs "${roleLacks.join(" ")}"`;
    return [`Role ${grant.roleid} lacks ${roleLacks.join(", ")}: ${fix}`];
  }
  return sides(lack, token, client);
}

/** Which side lacks it: the user, the token's own entries (privilege separation), or both. */
async function sides(
  { grant, missing, local }: Lack,
  token: ProvenToken,
  client: PveClient | undefined,
): Promise<readonly string[]> {
  const user = `User ${token.userid} lacks it: ${aclCommand(grant, "--users", token.userid)}`;
  if (!token.privsep) return [user];
  const own = `The token itself lacks it (privilege separation): ${aclCommand(grant, "--tokens", token.fullTokenid)}`;
  if (client === undefined) return [user, own];
  const held = await effectivePrivileges(client, grant.path, token.userid);
  const userLacks = missing.some((name) => !held.has(name)) || local.some((name) => held.get(name) !== true);
  const subject = { type: "token", ugid: token.fullTokenid } as const;
  const entry = await observeAcl(client, { path: grant.path, roleid: grant.roleid, subject });
  const tokenLacks = !userLacks || entry?.settings["propagate"] !== grant.propagate;
  return [...(userLacks ? [user] : []), ...(tokenLacks ? [own] : [])];
}

function aclCommand(grant: Grant, option: string, subject: string): string {
  const propagate = grant.propagate ? 1 : 0;
  return `pveum acl modify ${grant.path} --roles ${grant.roleid} ${option} '${subject}' --propagate ${propagate}`;
}

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

/** The login only helps to explain: without it the explanation is shorter. */
async function reachable(login: Login): Promise<PveClient | undefined> {
  try {
    const client = await login();
    await client.get("/version");
    return client;
  } catch {
    return undefined;
  }
}
