import type { Before, Claim } from "../pve/reconcile";
import {
  type ClusterSpec,
  type DeployedCluster,
  KEPT,
  type ObjectSpec,
  type Settings,
  UNMADE,
  decode,
  decodeDeployed,
  identitiesOf,
  nameOf,
} from "../pve/spec";
import { runFolder } from "./run-folder";

/** Who asks, for which state. */
export interface Claimant {
  readonly cluster: ClusterSpec;
  /** `<stack>/<cluster key>` */
  readonly owner: string;
  readonly state: string;
}

/** What is known of the objects of a cluster: from this machine's earlier runs, and from what the state held. */
export function claimOf({ cluster, owner, state }: Claimant): Claim {
  const { key } = cluster;
  const states = runFolder.states();
  const settled = runFolder.settled();
  const begun = runFolder.begun(key);
  return {
    cluster: key,
    owner,
    state,
    states: [...new Set([state, ...states])],
    deployed: settled && before(settled, state, key),
    begun: new Set(identitiesOf(begun?.settings ?? {}).map(nameOf)),
    origins: runFolder.origins(key),
    lost: new Set(),
    mayIssue: () => true,
  };
}

/** A note about another state says nothing about this one. */
function before(settled: Settings, state: string, key: string): Before | undefined {
  const deployed = decodeDeployed(settled);
  const cluster = deployed.state === state ? deployed.clusters.get(key) : undefined;
  return cluster && beforeOf(cluster);
}

/** What a state held of one cluster. */
export function beforeOf({ settings, origins }: DeployedCluster): Before {
  return {
    objects: new Map(identitiesOf(settings).map((object) => [nameOf(object), origins[nameOf(object)]])),
    issues: new Map(
      decode(settings).flatMap((object) =>
        object.kind === "token" && object.issue !== undefined
          ? [[nameOf(object), object.issue] as const]
          : [],
      ),
    ),
  };
}

/**
 * The objects of a new description, each token with its issue: the deployed one, or one that is yet to be made.
 * @param renewed the names of the tokens that are issued anew though their rotation stays
 */
export function withIssues(
  objects: readonly ObjectSpec[],
  deployed: DeployedCluster | undefined,
  renewed: ReadonlySet<string>,
): readonly ObjectSpec[] {
  const former = decode(deployed?.settings ?? {}).filter((object) => object.kind === "token");
  return objects.map((object) => {
    if (object.kind !== "token") return object;
    if (renewed.has(nameOf(object))) return { ...object, issue: UNMADE };
    const same = former.find(
      (token) => nameOf(token) === nameOf(object) && [token.rotation, KEPT].includes(object.rotation),
    );
    return { ...object, issue: same?.issue ?? UNMADE };
  });
}
