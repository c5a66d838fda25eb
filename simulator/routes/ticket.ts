/** `/access/ticket` and what belongs to a login. */
import { requireUser } from "../access/caller";
import { die, Failure, forbidden, invalid } from "../failure";
import { authenticate, answerOld, requireEnabled } from "../access/login";
import { normalizePath, verifyUserid } from "../schema/names";
import { splitList, truthy } from "../perl";
import { Rights } from "../access/rights";
import type { Challenge } from "../access/second-factor";
import { HALF_TICKET, OLD_HALF_TICKET } from "../access/tickets";
import type { UserConfig } from "../state/user-config";
import { eachAclNode } from "../state/user-config";
import { callerOf, required } from "./call";
import type { Call, Handlers } from "./call";

export const ticket: Handlers = {
  "GET /access/ticket": () => undefined,
  "POST /access/ticket": createTicket,
  "POST /access/vncticket": () => {
    throw authenticationFailure();
  },
  "POST /access/tfa": finishOldLogin,
  "PUT /access/password": changePassword,
};

/** The one answer to every failed login, so that nobody learns which users there are. */
function authenticationFailure(): Failure {
  return new Failure(401, "authentication failure\n");
}

function createTicket(call: Call): unknown {
  const realm = call.parameters["realm"];
  const name = required(call, "username");
  const userid = truthy(realm) ? `${name}@${realm ?? ""}` : name;
  const config = call.cluster.store.users();
  let login: Record<string, unknown>;
  try {
    requireEnabled(call.cluster, config, userid);
    const verifies = truthy(call.parameters["path"]) && truthy(call.parameters["privs"]);
    login = verifies ? verifyOnly(call, userid, config) : issue(call, userid);
  } catch (failure) {
    if (failure instanceof Failure) throw authenticationFailure();
    throw failure;
  }
  const { clusterName } = call.cluster.inventory;
  const rights = new Rights(config, call.cluster.release);
  const seesCluster = clusterName !== undefined && rights.on(userid, "/").has("Sys.Audit");
  return {
    ...login,
    ...("NeedTFA" in login ? {} : { cap: capabilities(call, userid, config) }),
    ...(seesCluster ? { clustername: clusterName } : {}),
  };
}

function issue(call: Call, userid: string): Record<string, unknown> {
  const { cluster, parameters } = call;
  const challenge = authenticate(cluster, {
    userid,
    password: required(call, "password"),
    otp: parameters["otp"],
    challenge: parameters["tfa-challenge"],
  });
  return {
    username: userid,
    ticket: challenge === undefined ? cluster.tickets.issue(userid) : halfTicket(call, userid, challenge),
    CSRFPreventionToken: cluster.tickets.issueCsrfToken(userid),
    ...(challenge === undefined ? {} : { NeedTFA: 1 }),
  };
}

function halfTicket(call: Call, userid: string, challenge: Challenge): string {
  const { cluster, parameters } = call;
  if (cluster.release.major === 7 && !truthy(parameters["new-format"])) {
    return cluster.tickets.issue(`${OLD_HALF_TICKET}${userid}`);
  }
  return cluster.tickets.issue(`${HALF_TICKET}${encodeURIComponent(JSON.stringify(challenge))}`, userid);
}

/** With `path` and `privs` a login only checks these privileges. */
function verifyOnly(call: Call, userid: string, config: UserConfig): Record<string, unknown> {
  const { cluster, parameters } = call;
  const password = required(call, "password");
  if (cluster.tickets.read(password) !== userid) {
    authenticate(cluster, { userid, password, otp: parameters["otp"] });
  }
  const path = normalizePath(parameters["path"]) ?? die("invalid path");
  const held = new Rights(config, cluster.release).on(userid, path);
  const wanted = splitList(parameters["privs"]);
  if (wanted.length === 0 || !wanted.every((privilege) => held.has(privilege))) die("no permission");
  return { username: userid };
}

/** The patterns of the sections; that of `dc` depends on the release. */
const SECTIONS: Readonly<Record<string, RegExp>> = {
  vms: /^(VM\.|Permissions\.Modify)/,
  access: /^((User|Group)\.|Permissions\.Modify)/,
  storage: /^(Datastore\.|Permissions\.Modify)/,
  nodes: /^(Sys\.|Permissions\.Modify)/,
  sdn: /^(SDN\.|Permissions\.Modify)/,
  mapping: /^(Mapping\.|Permissions.Modify)/,
};

/** The hints for the web page: which privileges the user has anywhere, by section. */
function capabilities(call: Call, userid: string, config: UserConfig): Record<string, Record<string, 1>> {
  const hasMapping = call.cluster.release.major >= 8;
  const patterns: typeof SECTIONS = { ...SECTIONS, dc: call.cluster.release.datacenterCapabilities };
  const sections = Object.keys(patterns).filter((name) => hasMapping || name !== "mapping");
  const found: Record<string, Record<string, 1>> = Object.fromEntries(sections.map((name) => [name, {}]));
  const paths = new Set([
    "/",
    "/nodes",
    "/access/groups",
    "/vms",
    "/storage",
    "/sdn",
    ...(hasMapping ? ["/mapping"] : []),
  ]);
  eachAclNode(config.acl, (path) => paths.add(path));
  const rights = new Rights(config, call.cluster.release);
  const note = (section: string, privilege: string): void => {
    const list = found[section];
    if (list !== undefined && patterns[section]?.test(privilege) === true) list[privilege] = 1;
  };
  for (const path of paths) {
    const top = /^\/(\w+)/.exec(path)?.[1] ?? "dc";
    for (const privilege of rights.on(userid, path).keys()) {
      for (const section of top === "pool" ? ["vms", "storage"] : [top]) note(section, privilege);
    }
  }
  return found;
}

/** PVE 7, for clients that did not ask for the new format. */
function finishOldLogin(call: Call): unknown {
  const { cluster } = call;
  const userid = callerOf(call).identity;
  if (call.ticket === undefined || cluster.tickets.read(call.ticket) === userid) die("no such challenge");
  try {
    answerOld(cluster, userid, required(call, "response"));
  } catch (failure) {
    if (failure instanceof Failure) throw authenticationFailure();
    throw failure;
  }
  return { ticket: cluster.tickets.issue(userid), cap: capabilities(call, userid, cluster.store.users()) };
}

function changePassword(call: Call): undefined {
  const { cluster, parameters } = call;
  const caller = callerOf(call);
  const { userid, realm } = verifyUserid(parameters["userid"]);
  requireUser(caller.config, userid);
  if (caller.identity !== "root@pam") {
    if (userid === "root@pam") throw forbidden();
    if (cluster.release.major >= 8) confirm(call, "confirmation-password");
    if (caller.identity !== userid && realm === "pam") throw forbidden();
  }
  cluster.setPassword(userid, required(call, "password"));
}

/** The caller's own password, in the parameter of that name. @throws Failure when it is missing or wrong */
export function confirm(call: Call, name: string): void {
  const password = call.parameters[name];
  const changed = call.cluster.release.major === 7 ? "TFA data" : "user";
  if (password === undefined) throw invalid({ [name]: `password is required to modify ${changed}` });
  call.cluster.checkPassword(callerOf(call).identity, password);
}
