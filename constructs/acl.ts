import type { Resource as NullResource } from "@cdktf/provider-null/lib/resource";
import type { Construct } from "constructs";
import { aclPathFault, normalizeAclPath } from "../pve/names";
import type { AclSpec, Grant, SubjectSpec } from "../pve/spec";
import { check, refuseFaults } from "./checks";
import { ProxmoxGrants } from "./grants";
import { type DescribedObject, PveObject, type ProxmoxObjectProps } from "./pve-object";
import type { ProxmoxRole } from "./role";

/** A path of the PVE permission tree. */
export interface ProxmoxAclPath {
  /** Such as `/`, `/pool/lab`, `/storage/local`. @default "/" */
  readonly path?: string;
  /** Whether the role counts below the path too. @default true */
  readonly propagate?: boolean;
}

/** Whom an ACL is for, and what has to exist before. */
export interface ProxmoxAclSubject extends SubjectSpec {
  readonly after: readonly NullResource[];
}

/** What a {@link ProxmoxAcl} is given. */
export interface ProxmoxAclProps extends ProxmoxObjectProps {
  /** One role for all paths, or the roles of profiles, which bring their paths along. */
  readonly role: ProxmoxRole | ProxmoxGrants;
  readonly subjects: readonly ProxmoxAclSubject[];
  /** Where the one role counts. @default [{ path: "/", propagate: true }] */
  readonly paths?: readonly ProxmoxAclPath[];
}

/**
 * ACL entries of Proxmox VE (`/access/acl`): one role, for each subject on each path. A level of the path with an
 * entry replaces what its subject inherits from above; it does not add.
 */
export class ProxmoxAcl extends PveObject {
  /** What every subject gets. */
  public readonly grants: readonly Grant[];
  /** The entries, one per grant and subject. */
  public readonly entries: readonly AclSpec[];

  /** @throws Error with every fault of the props */
  public constructor(scope: Construct, id: string, props: ProxmoxAclProps) {
    const paths = props.paths ?? [{}];
    refuseFaults(scope, id, new.target.name, pathFaults(paths));
    const grants = props.role instanceof ProxmoxGrants ? props.role.grants : onPaths(props.role, paths);
    const entries = describe(props, grants);
    const after = [props.role.settings, ...props.subjects.flatMap((subject) => subject.after)];
    super(scope, id, { kind: "acl", many: true, objects: entries, after: [...new Set(after)] }, props);
    this.grants = grants;
    this.entries = Object.values(entries).map((entry) => entry.spec as AclSpec);
  }
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

function onPaths({ roleid, privileges }: ProxmoxRole, paths: readonly ProxmoxAclPath[]): Grant[] {
  return paths.map(({ path = "/", propagate = true }) => {
    return { path: normalizeAclPath(path), propagate, roleid, privileges };
  });
}

function describe({ role, subjects }: ProxmoxAclProps, grants: readonly Grant[]) {
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
      const key = role instanceof ProxmoxGrants ? [path, roleid, ugid] : [path, ugid];
      return [key.join(" "), object];
    }),
  );
  return Object.fromEntries(entries);
}

/** An entry that is for some versions only says what it is for. */
function purpose({ privileges }: Grant): Pick<AclSpec, "privileges"> {
  return "on" in privileges ? { privileges } : {};
}
