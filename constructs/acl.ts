import type { Construct } from "constructs";
import { aclPathFault, normalizeAclPath } from "../pve/names/names";
import type { AclSpec, Grant } from "../pve/spec";
import { check, refuseFaults } from "./private/checks";
import { ProxmoxGrants } from "./grants";
import { type DescribedObject, PveObject, type ProxmoxObjectProps } from "./private/pve-object";
import type { ProxmoxRole } from "./role";
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
export interface ProxmoxAclProps extends ProxmoxObjectProps {
  /** What is granted: one role on all paths, or the roles of profiles, which bring their paths along. */
  readonly role: ProxmoxRole | ProxmoxGrants;
  /** Users, groups and API tokens, as many as there are. */
  readonly subjects: readonly IProxmoxSubject[];
  /** Where the one role counts. @default [{ path: "/", propagate: true }] */
  readonly paths?: readonly ProxmoxAclPath[];
}

/**
 * ACL entries of Proxmox VE (`/access/acl`): one role, for each subject on each path. A level of the path with an
 * entry replaces what its subject inherits from above; it does not add.
 */
export class ProxmoxAcl extends PveObject {
  /** The role, or the roles of profiles. */
  public readonly role: ProxmoxRole | ProxmoxGrants;
  /** What every subject gets. */
  public readonly grants: readonly Grant[];
  /** The entries, one per grant and subject. */
  public readonly entries: readonly AclSpec[];
  /** The paths as they were given, or as the profiles brought them. */
  public readonly paths: readonly ProxmoxAclPath[];

  /** @throws Error with every fault of the props */
  public constructor(scope: Construct, id: string, props: ProxmoxAclProps) {
    const paths = props.paths ?? [{}];
    refuseFaults(scope, id, new.target.name, { ...pathFaults(paths), role: clusterFault(props) });
    const grants = props.role instanceof ProxmoxGrants ? props.role.grants : onPaths(props.role, paths);
    const entries = describe(props, grants);
    const subjects = props.subjects.flatMap((subject) => subject.subjects);
    const after = [props.role.confirmed, ...subjects.flatMap((subject) => subject.after)];
    super(scope, id, { kind: "acl", many: true, objects: entries, after: [...new Set(after)] }, props);
    this.role = props.role;
    this.grants = grants;
    this.entries = Object.values(entries).map((entry) => entry.spec as AclSpec);
    this.paths = props.role instanceof ProxmoxGrants ? props.role.grants.map(place) : paths;
    for (const subject of props.subjects) subject.grantedBy(this);
  }
}

function clusterFault({ role, cluster }: ProxmoxAclProps): string | undefined {
  if (role.cluster.key === cluster.key) return undefined;
  return `${role.roleid} is a role of cluster ${role.cluster.key}, and the ACL is for cluster ${cluster.key}`;
}

function pathFaults(paths: readonly ProxmoxAclPath[]) {
  const faults = paths.map(({ path = "/" }, index) => [`paths[${String(index)}]`, check(path, aclPathFault)]);
  const normalized = paths.map(({ path = "/" }) => normalizeAclPath(path));
  const twice = normalized.find((path, index) => normalized.indexOf(path) !== index);
  const none = paths.length === 0 ? 'name at least one path, or give `ensure: "absent"`' : undefined;
  return {
    ...(Object.fromEntries(faults) as Record<string, string | undefined>),
    paths: twice === undefined ? none : `path ${twice} is there twice`,
  };
}

function place({ path, propagate }: Grant): ProxmoxAclPath {
  return { path, propagate };
}

function onPaths({ roleid, privileges }: ProxmoxRole, paths: readonly ProxmoxAclPath[]): Grant[] {
  return paths.map(({ path = "/", propagate = true }) => {
    return { path: normalizeAclPath(path), propagate, roleid, privileges };
  });
}

function describe(props: ProxmoxAclProps, grants: readonly Grant[]) {
  const subjects = props.subjects.flatMap((subject) => subject.subjects);
  const entries = grants.flatMap((grant) =>
    subjects.map(({ type, ugid }): [string, DescribedObject] => {
      const { path, roleid, propagate } = grant;
      const spec: AclSpec = {
        kind: "acl",
        path,
        roleid,
        subject: { type, ugid },
        propagate,
        ...purpose(grant),
      };
      const object = {
        spec,
        identity: { path, roleid, subject_type: type, ugid },
        settings: { propagate: String(propagate) },
      };
      const key = props.role instanceof ProxmoxGrants ? [path, roleid, ugid] : [path, ugid];
      return [key.join(" "), object];
    }),
  );
  return Object.fromEntries(entries);
}

/** An entry that is for some versions only says what it is for. */
function purpose({ privileges }: Grant): Pick<AclSpec, "privileges"> {
  return "on" in privileges ? { privileges } : {};
}
