import { type Permissions, type Seen, entriesOf, fetchVersion, observe, permissionsOf } from "../objects";
import { type PveVersion, isAtLeast } from "../privileges";
import type { Identity, ObjectSpec } from "../spec";
import { UserError } from "../user-error";
import type { PveClient } from "../wire";
import type { Claim } from "./claim";
import { lifetimesOf } from "./lifetimes";
import { checkRealms, checkReferences, checkScopes } from "./lookups";
import { type Change, type Plan, planAll } from "./plan";
import { reviewAcl } from "./review";
import { mayNone, missingRights, requiredRights, rightsFault } from "./rights";

/** What a look at a cluster has found. */
export interface Examined {
  readonly seen: Seen;
  readonly version: PveVersion;
  readonly plan: Plan;
  /** Everything that stands in the way: refusals, rights that the login lacks, names that do not exist. */
  readonly faults: readonly string[];
  /** The one of the faults that says so, if the login may see all and do none of what is to be done: it may be there to look only. */
  readonly onlyLooks: string | undefined;
  /** What a person should know, and what does not stand in the way. */
  readonly notices: readonly string[];
  /** Described users and tokens that PVE lets in no longer. A deploy leaves them so. */
  readonly ended: readonly string[];
  /** The login may not see what is there: nothing is planned, and what `seen` lacks may be there. */
  readonly isBlind: boolean;
}

const NOTHING_KNOWN = {
  plan: { changes: [], refusals: [], origins: {} },
  onlyLooks: undefined,
  notices: [],
  ended: [],
  isBlind: true,
} as const;

/**
 * Observes a cluster and plans what is to be done there. It changes nothing.
 * @param more.known what a look right before has seen; left out, it looks itself
 * @param more.gone what is to be taken away before
 */
export async function examine(
  client: PveClient,
  objects: readonly ObjectSpec[],
  claim: Claim,
  { known, gone = [] }: { readonly known?: Seen; readonly gone?: readonly Identity[] } = {},
): Promise<Examined> {
  const [seen, version, permissions] = await Promise.all([
    known ?? observe(client),
    fetchVersion(client),
    permissionsOf(client),
  ]);
  const blind = blindness(client, permissions, objects, claim.cluster);
  if (blind !== undefined) return { ...NOTHING_KNOWN, seen, version, faults: [blind] };
  const plan = planAll(objects, seen, version, claim);
  const situation = { objects, gone, seen, version, cluster: claim.cluster };
  const { faults, onlyLooks, notices } = await lookUp({ client, permissions }, plan, situation);
  const fresh = plan.changes.flatMap((change) => (change.do === "grant" ? [change.object] : []));
  const losses = reviewAcl(objects, fresh, { seen, version, claim });
  const { ended, ending } = lifetimesOf(objects, seen, plan.changes);
  const told = (sentence: string) => `${claim.cluster}: ${sentence}.`;
  return {
    seen,
    version,
    plan,
    faults: [...faults, ...losses.faults.map(told), ...plan.refusals],
    onlyLooks,
    notices: [...notices, ...losses.notices.map(told), ...ending.map(told)],
    ended: ended.map(told),
    isBlind: false,
  };
}

/** @throws UserError with all that stands in the way */
export function refuseFaults({ faults }: Pick<Examined, "faults">): void {
  if (faults.length > 0) throw new UserError(faults.join("\n"));
}

/**
 * PVE leaves out of its lists what a login may not see, so that users, tokens and ACL entries look as if they were not there.
 * No plan would hold then.
 */
function blindness(
  client: PveClient,
  permissions: Permissions,
  objects: readonly ObjectSpec[],
  cluster: string,
): string | undefined {
  const required = requiredRights(objects);
  const missing = missingRights(permissions, required);
  const isBlind = missing.some(({ privilege }) => privilege === "Sys.Audit");
  return isBlind ? rightsFault(missing, required, client.identity, cluster) : undefined;
}

interface Situation {
  readonly objects: readonly ObjectSpec[];
  /** What is to be taken away. */
  readonly gone: readonly Identity[];
  readonly seen: Seen;
  readonly version: PveVersion;
  /** The cluster key. */
  readonly cluster: string;
}

/** Rights for what is to be changed or taken away, and the names behind what is new. */
async function lookUp(
  look: { readonly client: PveClient; readonly permissions: Permissions },
  { changes }: Plan,
  { objects, gone, seen, version, cluster }: Situation,
): Promise<Pick<Examined, "faults" | "onlyLooks" | "notices">> {
  const required = requiredRights([
    ...changes.map(({ object }) => object),
    ...putBack(changes, seen, version),
    ...gone,
  ]);
  const missing = missingRights(look.permissions, required);
  const users = changes.flatMap((change) => (change.do === "create-user" ? [change.object] : []));
  const grants = changes.flatMap((change) =>
    change.do === "grant" && change.there === undefined ? [change.object] : [],
  );
  const tokens = changes.flatMap((change) => (change.do === "issue-token" ? [change.object] : []));
  const members = changes.flatMap((change) =>
    (change.do === "create-user" || change.do === "update-user") && "groups" in change.settings
      ? [change.object]
      : [],
  );
  const references = checkReferences(look, { members, grants, tokens, objects }, seen, cluster);
  const [realms, scopes] = await Promise.all([
    checkRealms(look.client, users, cluster),
    checkScopes(
      look,
      grants.map(({ path }) => path),
      { cluster, version, objects },
    ),
  ]);
  const rights = missing.length === 0 ? [] : [rightsFault(missing, required, look.client.identity, cluster)];
  return {
    faults: [...rights, ...realms, ...references, ...scopes.faults],
    onlyLooks: mayNone(missing, required) ? rights[0] : undefined,
    notices: scopes.doubts.map((doubt) => `${doubt}.`),
  };
}

/** The ACL entries of tokens that a node before 9.2 may have to delete and create for another secret. */
function putBack(changes: readonly Change[], seen: Seen, version: PveVersion): readonly Identity[] {
  if (isAtLeast(version, { major: 9, minor: 2 })) return [];
  return changes
    .flatMap((change) => (change.do === "issue-token" ? entriesOf(change.object, seen) : []))
    .map((entry) => ({ kind: "acl", ...entry }));
}
