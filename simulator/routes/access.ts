/** `/access` itself, and the realms. */
import { createHash } from "node:crypto";
import { die, Failure } from "../failure";
import { verifyUserid } from "../schema/names";
import { splitList, truthy } from "../perl";
import { without } from "../state/records";
import { challengeOf } from "../access/second-factor";
import type { Realm } from "../state/store";
import { required } from "./call";
import type { Call, Handlers } from "./call";

export const access: Handlers = {
  "GET /access": () =>
    ["users", "groups", "roles", "acl", "domains", "openid", "tfa", "ticket", "password"].map((subdir) => ({
      subdir,
    })),
  "GET /access/openid": () => [{ subdir: "auth-url" }, { subdir: "login" }],
  "GET /access/domains": listRealms,
  "GET /access/domains/{realm}": readRealm,
  "POST /access/domains": createRealm,
  "PUT /access/domains/{realm}": updateRealm,
  "DELETE /access/domains/{realm}": deleteRealm,
  "GET /access/users/{userid}/tfa": readTfaType,
};

/** The kind of second factor in a realm's `tfa` setting. */
function tfaType(realm: Realm): string | undefined {
  return /(?:^|,)type=(\w+)/.exec(realm.tfa ?? "")?.[1];
}

function listRealms({ cluster }: Call): unknown {
  return Object.entries(cluster.store.realms()).map(([realm, settings]) => {
    const tfa = tfaType(settings);
    return {
      realm,
      type: settings.type,
      ...(truthy(settings.comment) ? { comment: settings.comment } : {}),
      ...(settings.default === 1 ? { default: 1 } : {}),
      ...(tfa === undefined ? {} : { tfa }),
    };
  });
}

function readRealm(call: Call): unknown {
  const name = required(call, "realm");
  const realms = call.cluster.store.realms();
  const realm = realms[name] ?? die(`domain '${name}' does not exist`);
  const digest = createHash("sha1").update(JSON.stringify(realms)).digest("hex");
  return { ...realm, ...(name === "pam" ? { plugin: "PVE::Auth::PAM" } : {}), digest };
}

/** Errors of a change of the realms name what failed. */
function changing(prefix: string, change: () => void): void {
  try {
    change();
  } catch (failure) {
    if (failure instanceof Failure) throw new Failure(500, `${prefix}: ${failure.quoted()}`, {}, true);
    throw failure;
  }
}

function createRealm({ cluster, parameters }: Call): undefined {
  changing("add auth server failed", () => {
    const { realm = "" } = parameters;
    const settings = without(parameters, "realm", "password");
    const type = settings["type"] ?? "";
    if (cluster.store.realms()[realm] !== undefined) die(`domain '${realm}' already exists`);
    if (type === "pam" || type === "pve") die(`unable to create builtin type '${type}'`);
    cluster.store.setRealm(realm, { ...defined(settings), type });
  });
}

/** The settings that were sent; switches become numbers. */
function defined(settings: Readonly<Record<string, string | undefined>>): Omit<Realm, "type"> {
  const given = Object.entries(settings).filter(([name, value]) => value !== undefined && name !== "default");
  return { ...Object.fromEntries(given), ...(truthy(settings["default"]) ? { default: 1 } : {}) };
}

function updateRealm({ cluster, parameters }: Call): undefined {
  changing("update auth server failed", () => {
    const { realm = "", delete: removed } = parameters;
    const settings = without(parameters, "realm", "delete", "password", "digest");
    const before = cluster.store.realms()[realm] ?? die(`domain '${realm}' does not exist`);
    const names = splitList(removed);
    if (names.length === 0 && Object.keys(settings).length === 0) die("no options specified");
    const kept = Object.fromEntries(Object.entries(before).filter(([name]) => !names.includes(name)));
    cluster.store.setRealm(realm, { ...kept, ...defined(settings), type: before.type });
  });
}

function deleteRealm({ cluster, parameters }: Call): undefined {
  changing("delete auth server failed", () => {
    const realm = parameters["realm"] ?? "";
    if (cluster.store.realms()[realm] === undefined) die(`authentication domain '${realm}' does not exist`);
    cluster.store.setRealm(realm, undefined);
  });
}

function readTfaType({ cluster, parameters }: Call): unknown {
  const { userid, realm } = verifyUserid(parameters["userid"]);
  const settings = cluster.store.realms()[realm] ?? die(`auth domain '${realm}' does not exist`);
  const type = tfaType(settings);
  const own = truthy(parameters["multiple"])
    ? { user: Object.keys(challengeOf(cluster.store.secondFactors(userid)) ?? {}) }
    : {};
  return { ...(type === undefined ? {} : { realm: type }), ...own };
}
