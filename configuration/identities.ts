import type {
  AccessConfiguration,
  ClusterConfiguration,
  GroupConfiguration,
  OutputsConfiguration,
} from "./types";

/** One identity of a cluster, with what it takes from the cluster. */
export interface Identity {
  /** The key of its cluster, and behind `/` its own name if it has one: `host3`, `host3/plan`. */
  readonly id: string;
  /** Its own name; undefined for the identity that the cluster itself describes. */
  readonly name: string | undefined;
  /** Its user, role and token, and where they count. */
  readonly access: AccessConfiguration;
  /** Whether it makes its user: the first identity that names it does. One that exists already, nobody makes. */
  readonly makesUser: boolean;
  /** What is written for it alone; nothing for the identity that the cluster itself describes. */
  readonly outputs: OutputsConfiguration;
  /** Where it is described, below `context.proxmox`. */
  readonly place: readonly string[];
}

/**
 * Every identity of a cluster: the one that the cluster itself describes, and those with names. What any of those that share a
 * user says of it, counts for all of them.
 */
export function identitiesOf(key: string, cluster: ClusterConfiguration): readonly Identity[] {
  const { user, role, token, acl, parameters, identities = {} } = cluster;
  const place = ["clusters", key];
  const common = commonOf(cluster);
  const named = Object.entries(identities).map(([name, { outputs, ...access }]): Described => {
    return {
      id: `${key}/${name}`,
      name,
      access: { ...common, ...access },
      outputs,
      place: [...place, "identities", name],
    };
  });
  if (user === undefined || role === undefined || token === undefined) return withWholeUsers(named);
  const where = { ...(acl && { acl }), ...(parameters && { parameters }) };
  const access = { ...common, user, role, token, ...where };
  return withWholeUsers([{ id: key, name: undefined, access, outputs: {}, place }, ...named]);
}

type Described = Omit<Identity, "makesUser">;

function withWholeUsers(identities: readonly Described[]): readonly Identity[] {
  return identities.map((identity) => {
    const { userid } = identity.access.user;
    const sharing = identities.filter(({ access }) => access.user.userid === userid);
    const user = sharing.reduce((whole, { access }) => ({ ...whole, ...access.user }), identity.access.user);
    const makesUser = user.existing === undefined && sharing[0] === identity;
    return { ...identity, access: { ...identity.access, user }, makesUser };
  });
}

/** One group of a cluster, with what it takes from the cluster. */
export interface Group {
  /** Its name in PVE. */
  readonly groupid: string;
  /** What it is, and what it is granted. */
  readonly group: GroupConfiguration;
  /** Where it is described, below `context.proxmox`. */
  readonly place: readonly string[];
}

/** Every group that a cluster describes. */
export function groupsOf(key: string, cluster: ClusterConfiguration): readonly Group[] {
  return Object.entries(cluster.groups ?? {}).map(([groupid, group]) => ({
    groupid,
    group: { ...commonOf(cluster), ...group },
    place: ["clusters", key, "groups", groupid],
  }));
}

/** What counts for all objects of a cluster that do not say otherwise. */
function commonOf({ adopt, removalPolicy }: ClusterConfiguration) {
  return { adopt, ...(removalPolicy !== undefined && { removalPolicy }) };
}
