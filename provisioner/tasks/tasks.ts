import { isDeepStrictEqual } from "node:util";
import type { Removal } from "../../pve/reconcile";
import {
  type ClusterSpec,
  type Deployed,
  type DeployedCluster,
  type DescribedCluster,
  type Description,
  type Settings,
  decode,
  encodeCluster,
  nameOf,
  needsOf,
  withoutIssues,
} from "../../pve/spec";
import { renewedTokens } from "./renewals";

/** One cluster, as it is deployed and as it is described. */
export interface Task {
  readonly cluster: ClusterSpec;
  /** `<stack>/<cluster key>` */
  readonly owner: string;
  readonly state: string;
  readonly deployed: DeployedCluster | undefined;
  /** Undefined for a cluster that was taken out. */
  readonly described: DescribedCluster | undefined;
  /** What is deployed and described no longer. */
  readonly gone: readonly Removal[];
  /** The names of the tokens that it renews. */
  readonly renewed: ReadonlySet<string>;
  /** Whether it is described otherwise than it is deployed. */
  readonly isEdited: boolean;
  /** Whether a deploy has anything to do here. */
  readonly isBusy: boolean;
}

/** What a deploy has to do, cluster by cluster. @param stack the stack's id */
export function tasksOf(
  stack: string,
  { state, clusters }: Deployed,
  description: Description,
): readonly Task[] {
  const keys = [...new Set([...clusters.keys(), ...Object.keys(description.clusters)])].sort();
  return keys.flatMap((key): Task[] => {
    const deployed = clusters.get(key);
    const described = Object.hasOwn(description.clusters, key) ? description.clusters[key] : undefined;
    const cluster = described?.cluster ?? deployed?.cluster;
    if (cluster === undefined) return [];
    const gone = removalsOf(deployed, described?.settings ?? {});
    const renewed = renewedTokens(deployed?.settings ?? {}, described?.settings ?? {});
    const isEdited = gone.length > 0 || hasChanged(deployed, described);
    const isBusy = isEdited || renewed.size > 0;
    const owner = `${stack}/${key}`;
    return [{ cluster, owner, state, deployed, described, gone, renewed, isEdited, isBusy }];
  });
}

/** What a state holds of a cluster and these settings describe no longer. */
export function removalsOf(deployed: DeployedCluster | undefined, settings: Settings): readonly Removal[] {
  const described = decode(settings);
  const wanted = new Set(described.map(nameOf));
  const needed = new Set(described.flatMap(needsOf));
  return decode(deployed?.settings ?? {})
    .filter((object) => !wanted.has(nameOf(object)))
    .map((object) => {
      const origin = deployed?.origins[nameOf(object)];
      const { removalPolicy = "automatic" } = object;
      return {
        identity: object,
        removalPolicy,
        ...(origin !== undefined && { origin }),
        ...(needed.has(nameOf(object)) && { isNamed: true }),
      };
    });
}

function hasChanged(deployed: DeployedCluster | undefined, described: DescribedCluster | undefined): boolean {
  if (described === undefined) return false;
  if (deployed === undefined || described.reconcile === "always") return true;
  return !(
    isDeepStrictEqual(withoutIssues(deployed.settings), described.settings) &&
    isReachedAlike(deployed.cluster, described.cluster)
  );
}

/** Whether two descriptions reach a cluster in the same way. */
export function isReachedAlike(one: ClusterSpec, other: ClusterSpec): boolean {
  return isDeepStrictEqual(encodeCluster(one), encodeCluster(other));
}
