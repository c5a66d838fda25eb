import { TerraformLocal } from "cdktf";
import { Construct } from "constructs";
import { aclPathFault, commentFault, normalizeAclPath } from "../pve/names";
import { pathReleaseFault } from "../pve/privileges";
import { type AclSpec, nameOf } from "../pve/spec";
import type { ProxmoxCluster } from "./cluster";
import type { IProxmoxRole, ProxmoxPlacedRole } from "./grantable";
import {
  type Fault,
  type Faults,
  type NamesOf,
  check,
  checkFlag,
  checkList,
  faultsOf,
  hasFault,
  listedFaults,
  objectFault,
  refuseFaults,
  repeated,
} from "./private/checks";
import { ClusterResources } from "./private/cluster-resources";
import { literal } from "./private/hcl";
import {
  OWNERSHIP,
  type ProxmoxOwnershipProps,
  otherClusterFault,
  ownershipFaults,
  ownershipOf,
  roleFault,
} from "./private/object-props";
import type { IProxmoxSubject } from "./subject";

/** A path of the PVE permission tree. */
export interface ProxmoxAclPath {
  /** Such as `/`, `/pool/lab`, `/storage/local`. @default "/" */
  readonly path?: string;
  /** Whether the role counts below the path too. @default true */
  readonly propagate?: boolean;
  /**
   * Why the role has to be granted here. It is for readers of the synthesized stack, in a `local` that no plan shows, and for
   * {@link ProxmoxAccessGuard}, which asks for one on `/`.
   * @default - none
   */
  readonly reason?: string;
}

/** A path with its settings; or the path alone, which then propagates. */
export type ProxmoxAclPlace = string | ProxmoxAclPath;

/** What a {@link ProxmoxAcl} is given. */
export interface ProxmoxAclProps extends ProxmoxOwnershipProps {
  /** What is granted: one role on all paths, or the roles of profiles, which bring their paths along. */
  readonly role: IProxmoxRole;
  /** Users, groups and API tokens, as many as there are. */
  readonly subjects: readonly IProxmoxSubject[];
  /** Where the one role counts. @default [{ path: "/", propagate: true }] */
  readonly acl?: readonly ProxmoxAclPlace[];
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
  /** The paths as they were given, or as the profiles brought them. @internal */
  public readonly paths: readonly ProxmoxAclPath[];

  /** @throws Error with every fault of the props, and when the stack describes an entry elsewhere */
  public constructor(scope: Construct, id: string, props: ProxmoxAclProps) {
    const faults = faultsOf(props, ACL, () => {
      const role = roleFault(props.role);
      return {
        role,
        ...(role === undefined && subjectFaults(props)),
        ...aclFaults(props, role === undefined ? props.role.cluster.pveVersion : undefined),
      };
    });
    refuseFaults(scope, id, new.target.name, faults);
    super(scope, id);
    const { role, subjects } = props;
    const paths = (props.acl ?? ["/"]).map(withSettings);
    const grants = role.grants ?? paths.map((place) => placed(role, place));
    const each = Object.fromEntries(grants.flatMap((grant) => entriesOf(props, grant)));
    this.cluster = role.cluster;
    this.role = role;
    this.paths = role.grants?.map(({ path, propagate }) => ({ path, propagate })) ?? paths;
    ClusterResources.of(role.cluster).describe(this, { each }, [role, ...subjects]);
    this.#tellReasons(Object.values(each));
  }

  /** Nothing is done about a reason, so it stands where another one changes no plan. */
  #tellReasons(entries: readonly AclSpec[]): void {
    const given = new Map(this.paths.map(({ path = "/", reason }) => [normalizeAclPath(path), reason]));
    const reasons = entries.flatMap((entry) => {
      const reason = given.get(entry.path);
      return reason === undefined ? [] : [[literal(nameOf(entry)), literal(reason)] as const];
    });
    if (reasons.length === 0) return;
    new TerraformLocal(this, "reasons", { cluster: this.cluster.key, reasons: Object.fromEntries(reasons) });
  }
}

/** What is granted on one path. */
export interface ProxmoxGrantProps extends Omit<ProxmoxAclProps, "acl"> {
  /** The path; of the roles of confined profiles, which bring theirs along, none. */
  readonly place: ProxmoxAclPlace | undefined;
}

/**
 * Grants a role below a construct that may be asked to again: the same is then there already.
 *
 * @param name tells the grant from others of the scope, beside its path
 * @throws Error with every fault of the props, and when it is granted there in another way
 */
export function grantOnce(
  scope: Construct,
  name: string,
  { place, ...props }: ProxmoxGrantProps,
): ProxmoxAcl {
  const settings = place === undefined ? undefined : withSettings(place);
  const where = settings && ` on ${normalizeAclPath(settings.path ?? "/")}`;
  const id = `${name}${where ?? ""}`.replaceAll(" ", "-");
  const there = scope.node.tryFindChild(id);
  if (!(there instanceof ProxmoxAcl)) {
    return new ProxmoxAcl(scope, id, { ...props, ...(settings !== undefined && { acl: [settings] }) });
  }
  refuseFaults(scope, id, ProxmoxAcl.name, {
    ...subjectFaults(props),
    ...(settings && aclFaults({ acl: [settings] }, props.role.cluster.pveVersion)),
    path: otherwiseFault(there, settings),
  });
  return there;
}

function otherwiseFault({ node, paths: [first] }: ProxmoxAcl, again: ProxmoxAclPath | undefined): Fault {
  if (again === undefined || first === undefined) return undefined;
  const { propagate = true, reason = first.reason } = again;
  if (propagate === (first.propagate ?? true) && reason === first.reason) return undefined;
  return `${node.path} grants the same with another \`propagate\` or \`reason\`; grant it once, as it is meant`;
}

function withSettings(place: ProxmoxAclPlace): ProxmoxAclPath {
  return typeof place === "string" ? { path: place } : place;
}

/** What is no subject, or one of another cluster than the role. */
export function subjectFaults(props: Pick<ProxmoxAclProps, "role" | "subjects">): Faults {
  return listedFaults("subjects", props.subjects, (subject) => {
    if (!Array.isArray(subject.subjects)) return "must be a user, a group or an API token of Proxmox VE";
    return otherClusterFault(props.role.cluster, subject.cluster);
  });
}

/** What is wrong with the paths, and with whose the entries are. @param pveVersion the cluster's, where it is known */
export function aclFaults(
  props: Pick<ProxmoxAclProps, "acl" | "adopt" | "removalPolicy"> & { readonly role?: IProxmoxRole },
  pveVersion: string | undefined,
): Faults {
  const { acl = ["/"], role } = props;
  const places = checkList("acl", acl, (place) => placeFaults(place, pveVersion));
  const wrong = hasFault(places);
  const settings = wrong ? [] : acl.map(withSettings);
  return { ...places, ...(!wrong && { acl: pathsFault(settings, role) }), ...ownershipFaults(props) };
}

const ACL: NamesOf<ProxmoxAclProps> = { role: true, subjects: true, acl: true, ...OWNERSHIP };
const PLACE: NamesOf<ProxmoxAclPath> = { path: true, propagate: true, reason: true };

function placeFaults(place: ProxmoxAclPlace, pveVersion: string | undefined): Fault | Faults {
  const pathFault = (path: string) => aclPathFault(path) ?? pathReleaseFault(path, pveVersion);
  if (typeof place === "string") return check(place, pathFault);
  const settings = ({ path, propagate, reason }: ProxmoxAclPath) => ({
    path: check(path, pathFault),
    propagate: checkFlag(propagate),
    reason: check(reason, commentFault),
  });
  return objectFault(place) ?? faultsOf(place, PLACE, settings);
}

function pathsFault(paths: readonly ProxmoxAclPath[], role: IProxmoxRole | undefined): Fault {
  const twice = repeated(paths.map(({ path = "/" }) => normalizeAclPath(path)));
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
