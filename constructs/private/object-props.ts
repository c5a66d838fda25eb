import { Construct } from "constructs";
import type { Fault } from "../../pve/privileges";
import type { Ownership, RemovalPolicy } from "../../pve/spec";
import { ProxmoxCluster } from "../cluster";
import type { IProxmoxRole } from "../grantable";
import type { IProxmoxUser } from "../subject";
import { type Faults, type NamesOf, checkFlag, checkWord } from "./checks";

/** What every object of PVE can be given. */
export interface ProxmoxOwnershipProps {
  /**
   * Takes over an object that exists and is not ours: it gets what is described of it, and destroy retains it.
   * @default false: an object that exists and is not ours stops the deploy with the difference
   */
  readonly adopt?: boolean;
  /**
   * What happens to the object when it is described no longer, or destroyed.
   * @default "automatic": what we made is deleted, what was there before us is retained
   */
  readonly removalPolicy?: RemovalPolicy;
}

/** What an object is given that is not made for another one. */
export interface ProxmoxObjectProps extends ProxmoxOwnershipProps {
  /** The cluster that keeps the object. */
  readonly cluster: ProxmoxCluster;
}

/** Their names. */
export const OWNERSHIP: NamesOf<ProxmoxOwnershipProps> = { adopt: true, removalPolicy: true };

/** What is said of them, and nothing else. */
export function ownershipOf({ adopt, removalPolicy }: ProxmoxOwnershipProps): Ownership {
  return {
    ...(adopt !== undefined && { adopt }),
    ...(removalPolicy !== undefined && { removalPolicy }),
  };
}

/** What is wrong with them. */
export function ownershipFaults({ adopt, removalPolicy }: ProxmoxOwnershipProps): Faults {
  return {
    adopt: checkFlag(adopt),
    removalPolicy: checkWord(removalPolicy, ["automatic", "delete", "retain"]),
  };
}

/** What is no cluster that this program describes. */
export function clusterFault(cluster: unknown): Fault {
  return cluster instanceof ProxmoxCluster ? undefined : "must be a ProxmoxCluster: make one with `new`";
}

/** What is no user of a cluster of this program. */
export function userFault(user: unknown): Fault {
  const { userid, cluster } = (user ?? {}) as Partial<IProxmoxUser>;
  const isUser = typeof userid === "string" && clusterFault(cluster) === undefined;
  return isUser ? undefined : "must be a ProxmoxUser: make one with `new`, or name one";
}

/** What is no role of a cluster of this program, or says more of one that is there already than it is called. */
export function roleFault(role: unknown): Fault {
  const { roleid, cluster } = (role ?? {}) as Partial<IProxmoxRole>;
  if (typeof roleid !== "string" || clusterFault(cluster) !== undefined)
    return "must be a ProxmoxRole: make one with `new`, or name one";
  const more = role instanceof Construct ? [] : Object.entries(role as IProxmoxRole).filter(isMore);
  if (more.length === 0) return undefined;
  return (
    `with its cluster it is one that is there already, and ${more.map(([name]) => name).join(" and ")} would count for nothing; ` +
    "leave its cluster out to have it made, or give `ProxmoxRole.named(cluster, roleid)` alone"
  );
}

function isMore([name, value]: readonly [string, unknown]): boolean {
  return value !== undefined && !Object.hasOwn(EXISTING_ROLE, name);
}

const EXISTING_ROLE: NamesOf<IProxmoxRole> = { cluster: true, roleid: true, grants: true };

/** The settings that are given. */
export function given<T extends object>(settings: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const said = Object.entries(settings).filter(([, value]) => value !== undefined);
  return Object.fromEntries(said) as { [K in keyof T]?: Exclude<T[K], undefined> };
}

/** What is wrong when something is of another cluster than the rest; both are named by their paths. */
export function otherClusterFault(
  own: ProxmoxCluster,
  other: ProxmoxCluster | undefined,
): string | undefined {
  if (other === undefined || other === own) return undefined;
  return `is of cluster ${other.node.path}, and this is for cluster ${own.node.path}`;
}
