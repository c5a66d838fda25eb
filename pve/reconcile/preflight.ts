import { isKind } from "../wire/absent";
import type { AclEntry } from "../objects/acl";
import { reviewAcl } from "./acl-review";
import type { PveClient } from "../wire/client";
import { UserError } from "../user-error";
import { nearest } from "../names/names";
import { isNeeded } from "../privileges/need";
import { pveObject } from "./object";
import { claim } from "./reconcile";
import { missingRights, realmOf, requiredRights, rightsFault } from "./rights";
import { privilegesFor } from "../objects/role";
import { checkScopes } from "./scopes";
import type { ObjectSpec, OwnedObject, UserSpec } from "../spec";
import { type PveVersion, fetchVersion } from "../privileges/version";

/** What a preflight looks at. */
export interface Preflight {
  /** The cluster key. */
  readonly cluster: string;
  /** `<stack>/<cluster key>` */
  readonly owner: string;
  readonly objects: Readonly<Record<string, OwnedObject>>;
  /** The keys of the objects that are deployed already: they are ours, whatever they look like by now. */
  readonly deployed: ReadonlySet<string>;
}

/**
 * Reads, and changes nothing: the caller's rights, and whether every object that is not deployed yet may be made.
 * @param notice gets what does not stand in the way of a destroy, but would of a change
 * @throws UserError with all that stands in the way
 */
export async function preflight(
  client: PveClient,
  request: Preflight,
  notice: (sentence: string) => void,
): Promise<void> {
  const version = await fetchVersion(client);
  const owned = Object.values(request.objects).filter(({ object }) => isNeeded(object, version));
  const required = requiredRights(owned.map(({ object }) => object));
  const missing = await missingRights(client, required);
  const faults = missing.length === 0 ? [] : [rightsFault(missing, required, client.identity)];
  const fresh = Object.entries(request.objects).filter(([key]) => !request.deployed.has(key));
  const users = fresh.map(([, { object }]) => object).filter((object) => object.kind === "user");
  faults.push(...(await realmFaults(client, request.cluster, users)));
  for (const [, object] of fresh) {
    const fault = await claimFault(client, request, object, missing.length > 0);
    if (fault !== undefined) faults.push(fault);
  }
  const news = fresh.map(([, { object }]) => object).filter((object) => isNeeded(object, version));
  const scopes = await checkScopes(client, pathsOf(news), request.cluster);
  faults.push(...scopes.faults);
  for (const doubt of scopes.doubts) notice(`${doubt}.`);
  for (const reduction of await reductionsBy(client, request, news, version))
    notice(`${request.cluster}: ${reduction}. A level of PVE's ACL replaces what is above it.`);
  outdatedPrivileges(request, version, notice);
  if (faults.length > 0) throw new UserError(faults.join("\n"));
}

function reductionsBy(
  client: PveClient,
  { cluster, objects, deployed }: Preflight,
  fresh: readonly ObjectSpec[],
  version: PveVersion,
): Promise<readonly string[]> {
  const all = Object.values(objects).map(({ object }) => object);
  const isLeaving = ({ path, roleid, subject }: AclEntry) => {
    const key = `${cluster} acl ${path} ${roleid} ${subject.type} ${subject.ugid}`;
    return deployed.has(key) && !(key in objects);
  };
  return reviewAcl(client, all, fresh, { version, isLeaving });
}

function pathsOf(objects: readonly ObjectSpec[]): readonly string[] {
  return objects.filter((object) => object.kind === "acl").map(({ path }) => path);
}

/** `GET /access/domains`: PVE itself would make a user in a realm that does not exist. */
async function realmFaults(
  client: PveClient,
  cluster: string,
  users: readonly UserSpec[],
): Promise<readonly string[]> {
  if (users.length === 0) return [];
  const answer = await client.get<readonly { readonly realm: string }[] | null>("/access/domains");
  const realms = (answer ?? []).map(({ realm }) => realm).sort();
  return users
    .filter(({ userid }) => !realms.includes(realmOf(userid)))
    .map(({ userid }) => {
      const near = nearest(realmOf(userid), realms);
      const hint = near === undefined ? "" : ` Did you mean ${near}?`;
      return `user ${userid}: ${cluster} has no realm ${realmOf(userid)}, only ${realms.join(", ")}.${hint}`;
    });
}

/** A deployed role may list what the node no longer knows, since PVE was upgraded. */
function outdatedPrivileges(
  { objects, deployed }: Preflight,
  version: PveVersion,
  notice: (sentence: string) => void,
): void {
  const roles = Object.entries(objects).filter(([key]) => deployed.has(key));
  for (const [, { object }] of roles) {
    if (object.kind !== "role") continue;
    try {
      privilegesFor(object.roleid, object.privileges, version);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      notice(error.message);
    }
  }
}

async function claimFault(
  client: PveClient,
  { cluster, owner }: Preflight,
  { object, adopt }: OwnedObject,
  rightsMissing: boolean,
): Promise<string | undefined> {
  try {
    await claim(await pveObject(client, object, cluster), { spec: object, owner, adopt, cluster });
    return undefined;
  } catch (error) {
    if (error instanceof UserError) return error.message;
    // Without the rights we may not even look; the missing rights are reported already.
    if (rightsMissing && isKind(error, "forbidden")) return undefined;
    throw error;
  }
}
