import { Construct } from "constructs";
import { aclPathFault, normalizeAclPath } from "../pve/names";
import type { AclSpec } from "../pve/spec";
import type { ProxmoxCluster } from "./cluster";
import type { IProxmoxRole, ProxmoxPlacedRole } from "./grantable";
import {
  type Fault,
  type Faults,
  check,
  checkFlag,
  checkList,
  checkText,
  faultsOf,
  hasFault,
  listedFaults,
  refuseFaults,
} from "./private/checks";
import { ClusterResources } from "./private/cluster-resources";
import {
  type ProxmoxOwnershipProps,
  clusterFault,
  otherClusterFault,
  ownershipFaults,
  ownershipOf,
} from "./private/object-props";
import type { IProxmoxSubject } from "./subject";

/** A path of the PVE permission tree. */
export interface ProxmoxAclPath {
  /** Such as `/`, `/pool/lab`, `/storage/local`. @default "/" */
  readonly path?: string;
  /** Whether the role counts below the path too. @default true */
  readonly propagate?: boolean;
  /**
   * Why the role has to be granted here. It is for readers, and for {@link ProxmoxAccessGuard}, which asks for one on `/`.
   * @default - none
   */
  readonly reason?: string;
}

/** What a {@link ProxmoxAcl} is given. */
export interface ProxmoxAclProps extends ProxmoxOwnershipProps {
  /** What is granted: one role on all paths, or the roles of profiles, which bring their paths along. */
  readonly role: IProxmoxRole;
  /** Users, groups and API tokens, as many as there are. */
  readonly subjects: readonly IProxmoxSubject[];
  /** Where the one role counts. @default [{ path: "/", propagate: true }] */
  readonly paths?: readonly ProxmoxAclPath[];
}

/**
 * ACL entries of Proxmox VE (`/access/acl`): one role, for each subject on each path. A level of the path with an
 * entry replaces what its subject inherits from above; it does not add.
 */
export class ProxmoxAcl extends Construct {
  /** The cluster that keeps the entries: the role's. */
  public readonly cluster: ProxmoxCluster;
  /** The role, or the roles of profiles. */
  public readonly role: IProxmoxRole;
  /** The entries, one for each role and path and subject. */
  public readonly entries: readonly AclSpec[];
  /** The paths as they were given, or as the profiles brought them. */
  public readonly paths: readonly ProxmoxAclPath[];

  /** @throws Error with every fault of the props, and when the stack describes an entry elsewhere */
  public constructor(scope: Construct, id: string, props: ProxmoxAclProps) {
    const faults = faultsOf(props, () => ({
      ...roleFault(props),
      ...subjectFaults(props),
      ...aclFaults(props),
    }));
    refuseFaults(scope, id, new.target.name, faults);
    super(scope, id);
    const { role, subjects, paths = [{}] } = props;
    const grants = role.grants ?? paths.map((place) => placed(role, place));
    const each = Object.fromEntries(grants.flatMap((grant) => entriesOf(props, grant)));
    this.cluster = role.cluster;
    this.role = role;
    this.entries = Object.values(each);
    this.paths = role.grants?.map(({ path, propagate }) => ({ path, propagate })) ?? paths;
    ClusterResources.of(role.cluster).describe(this, { each }, [role, ...subjects]);
  }
}

function roleFault({ role }: ProxmoxAclProps): Faults {
  const { roleid, cluster } = (role as IProxmoxRole | null | undefined) ?? {};
  const isRole = typeof roleid === "string" && clusterFault(cluster) === undefined;
  return { role: isRole ? undefined : "must be a ProxmoxRole: make one with `new`, or name one" };
}

function subjectFaults(props: ProxmoxAclProps): Faults {
  if (roleFault(props)["role"] !== undefined) return {};
  return listedFaults("subjects", props.subjects, (subject) => {
    if (!Array.isArray(subject.subjects)) return "must be a user, a group or an API token of Proxmox VE";
    return otherClusterFault(props.role.cluster, subject.cluster);
  });
}

/** What is wrong with the paths, and with whose the entries are. */
export function aclFaults(
  props: Pick<ProxmoxAclProps, "paths" | "adopt" | "removalPolicy"> & { readonly role?: IProxmoxRole },
): Faults {
  const { paths = [{}], role } = props;
  const places = checkList("paths", paths, placeFault);
  const wrong = hasFault(places);
  return { ...places, ...(!wrong && { paths: pathsFault(paths, role) }), ...ownershipFaults(props) };
}

function placeFault(place: ProxmoxAclPath): Fault {
  const faults = faultsOf(place, ({ path, propagate, reason }) => ({
    path: check(path, aclPathFault),
    propagate: checkFlag(propagate),
    reason: checkText(reason),
  }));
  return Object.values(faults).find((fault) => fault !== undefined);
}

function pathsFault(paths: readonly ProxmoxAclPath[], role: IProxmoxRole | undefined): Fault {
  const normalized = paths.map(({ path = "/" }) => normalizeAclPath(path));
  const seen = new Set<string>();
  const twice = normalized.find((path) => seen.size === seen.add(path).size);
  if (twice !== undefined) return `path ${twice} is there twice`;
  return paths.length === 0 && role?.grants === undefined ? "name at least one path" : undefined;
}

function placed(
  { roleid }: IProxmoxRole,
  { path = "/", propagate = true }: ProxmoxAclPath,
): ProxmoxPlacedRole {
  return { path: normalizeAclPath(path), propagate, roleid };
}

/** By the readable keys of their instances. */
function entriesOf(
  props: ProxmoxAclProps,
  { path, propagate, roleid }: ProxmoxPlacedRole,
): [string, AclSpec][] {
  const subjects = props.subjects.flatMap((each) => each.subjects);
  return subjects.map(({ type, ugid }) => {
    const key = props.role.grants === undefined ? [path, ugid] : [path, roleid, ugid];
    const subject = { type, ugid };
    return [key.join(" "), { kind: "acl", path, roleid, subject, propagate, ...ownershipOf(props) }];
  });
}
