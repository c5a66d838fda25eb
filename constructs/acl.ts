import type { Construct } from "constructs";
import { aclPathFault, normalizeAclPath } from "../pve/names";
import type { AclSpec } from "../pve/spec";
import { check, refuseFaults } from "./checks";
import { PveObject, type ProxmoxObjectProps } from "./pve-object";
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
  /** What is granted. */
  readonly role: ProxmoxRole;
  /** Users, groups and API tokens, as many as there are. */
  readonly subjects: readonly IProxmoxSubject[];
  /** @default [{ path: "/", propagate: true }] */
  readonly paths?: readonly ProxmoxAclPath[];
}

/**
 * ACL entries of Proxmox VE (`/access/acl`): one role, for each subject on each path. A level of the path with an
 * entry replaces what its subject inherits from above; it does not add.
 */
export class ProxmoxAcl extends PveObject {
  /** The entries, one per path and subject. */
  public readonly entries: readonly AclSpec[];
  /** The paths as they were given. */
  public readonly paths: readonly ProxmoxAclPath[];

  /** @throws Error with every fault of the props */
  public constructor(scope: Construct, id: string, props: ProxmoxAclProps) {
    const paths = props.paths ?? [{}];
    refuseFaults(scope, id, new.target.name, { ...pathFaults(paths), role: clusterFault(props) });
    const entries = describe(props, paths);
    const subjects = props.subjects.flatMap((subject) => subject.subjects);
    const after = [props.role.settings, ...subjects.flatMap((subject) => subject.after)];
    super(scope, id, { kind: "acl", many: true, objects: entries, after: [...new Set(after)] }, props);
    this.entries = Object.values(entries).map((entry) => entry.spec);
    this.paths = paths;
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

function describe(props: ProxmoxAclProps, paths: readonly ProxmoxAclPath[]) {
  const { roleid } = props.role;
  const subjects = props.subjects.flatMap((subject) => subject.subjects);
  const entries = paths.flatMap(({ path = "/", propagate = true }) =>
    subjects.map(({ type, ugid }) => {
      const normalized = normalizeAclPath(path);
      const spec: AclSpec = { kind: "acl", path: normalized, roleid, subject: { type, ugid }, propagate };
      const object = {
        spec,
        identity: { path: normalized, roleid, subject_type: type, ugid },
        settings: { propagate: String(propagate) },
      };
      return [`${normalized} ${ugid}`, object] as const;
    }),
  );
  return Object.fromEntries(entries);
}
