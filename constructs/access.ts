import { Construct } from "constructs";
import type { RemovalPolicy } from "../pve/spec";
import { ProxmoxAcl, type ProxmoxAclPath } from "./acl";
import { ProxmoxApiToken, type ProxmoxApiTokenProps } from "./api-token";
import type { ProxmoxCluster } from "./cluster";
import type { IProxmoxRole } from "./grantable";
import { ProxmoxGrants, type ProxmoxProfileParameters } from "./grants";
import { type Fault, refuseFaults } from "./private/checks";
import { type ProxmoxOwnershipProps, otherClusterFault, ownershipOf } from "./private/object-props";
import { ProxmoxRole, type ProxmoxRoleProps } from "./role";
import type { IProxmoxUser } from "./subject";
import { ProxmoxUser, type ProxmoxUserProps } from "./user";

/** What a {@link ProxmoxAccess} is given. Everything but the cluster has a default. */
export interface ProxmoxAccessProps {
  /** The cluster that the access is to. */
  readonly cluster: ProxmoxCluster;
  /**
   * A user of its own, one that the stack has already, or one that exists: `ProxmoxUser.named(cluster, "jane@ad")`. One that
   * exists is granted nothing if the token has privilege separation: what it may do, others say.
   * @default - user `opentofu@pve`
   */
  readonly user?: Omit<ProxmoxUserProps, "cluster"> | IProxmoxUser;
  /**
   * A role of its own, or one that is there already: `ProxmoxRole.named(cluster, "PVEAuditor")`.
   * @default - role `opentofu-role` with the privileges of profile `opentofu-vm`
   */
  readonly role?: Omit<ProxmoxRoleProps, "cluster"> | IProxmoxRole;
  /**
   * Where the role counts. `[]`: nothing is granted, and the token has what its user has already.
   * @default [{ path: "/", propagate: true }]
   */
  readonly acl?: readonly ProxmoxAclPath[];
  /**
   * Confines the role's profile, instead of `acl`: the privileges go to the paths where they are needed, each with a role
   * of its own. `{}` does the same for the whole cluster.
   * @default - the role as a whole, on every path of `acl`
   */
  readonly parameters?: ProxmoxProfileParameters;
  /** @default - token `opentofu-token` without privilege separation, which never expires */
  readonly token?: Omit<ProxmoxApiTokenProps, "user" | "secret">;
  /** For all objects that do not say otherwise. @default false */
  readonly adopt?: boolean;
  /** For all objects that do not say otherwise. @default "automatic" */
  readonly removalPolicy?: RemovalPolicy;
  /** Where the secret goes, see {@link ProxmoxApiTokenProps.secret}. @default "state" */
  readonly secret?: "state" | "file";
}

/** The access of one identity to one cluster: user, role, ACL and API token. */
export class ProxmoxAccess extends Construct {
  /** The cluster that the access is to. */
  public readonly cluster: ProxmoxCluster;
  /** The identity in PVE, described by this program or not. */
  public readonly owner: IProxmoxUser;
  /** What it may do: one role, or with `parameters` one for each path; undefined if nothing is granted. */
  public readonly roles: IProxmoxRole | undefined;
  /** Where it may do that; undefined if nothing is granted. */
  public readonly acl: ProxmoxAcl | undefined;
  /** What programs use it with. */
  public readonly token: ProxmoxApiToken;

  /** @throws Error with every fault of the props */
  public constructor(scope: Construct, id: string, props: ProxmoxAccessProps) {
    const { cluster, user, role, secret } = props;
    refuseFaults(scope, id, new.target.name, {
      user: isThere(user) ? otherClusterFault(cluster, user.cluster) : undefined,
      role: isThere(role) ? otherClusterFault(cluster, role.cluster) : undefined,
      parameters: placeFault(props),
      acl: nothingFault(props),
    });
    super(scope, id);
    this.cluster = cluster;
    this.owner = isThere(user) ? user : this.#makeUser(props, user);
    this.roles = isThere(role) ? role : grantsNothing(props) ? undefined : this.#makeRole(props, role);
    this.token = new ProxmoxApiToken(this, "token", {
      ...props.token,
      ...inherited(props, props.token),
      user: this.owner,
      ...(secret && { secret }),
    });
    this.acl = this.roles && this.#grant(props, this.roles);
  }

  /** The user that this program describes. @throws Error for one that existed already */
  public get user(): ProxmoxUser {
    if (this.owner instanceof ProxmoxUser) return this.owner;
    throw new Error(
      `${this.node.path}: its user ${this.owner.userid} is not described by this program; see its owner.`,
    );
  }

  /**
   * The one role that this program describes, to grant it to others too.
   *
   * @throws Error when `parameters` made a role for each path, for a role that was there already, and if nothing is granted
   */
  public get role(): ProxmoxRole {
    if (this.roles instanceof ProxmoxRole) return this.roles;
    if (this.roles === undefined)
      throw new Error(`${this.node.path}: it has no role, because its acl is [].`);
    const why = this.roles.grants
      ? "it has a role for each path, because parameters confine it"
      : `its role ${this.roles.roleid} is not described by this program`;
    throw new Error(`${this.node.path}: ${why}; see its roles.`);
  }

  #makeUser(props: ProxmoxAccessProps, user: Omit<ProxmoxUserProps, "cluster"> = {}): ProxmoxUser {
    return new ProxmoxUser(this, "user", { ...user, ...inherited(props, user), cluster: props.cluster });
  }

  #makeRole(props: ProxmoxAccessProps, role: Omit<ProxmoxRoleProps, "cluster"> = {}): IProxmoxRole {
    const { cluster, parameters } = props;
    const own = { ...role, ...inherited(props, role), cluster };
    return parameters
      ? new ProxmoxGrants(this, "role", { ...own, parameters })
      : new ProxmoxRole(this, "role", own);
  }

  #grant(props: ProxmoxAccessProps, role: IProxmoxRole): ProxmoxAcl {
    const { owner, token } = this;
    const separated = owner instanceof ProxmoxUser ? [owner, token] : [token];
    return new ProxmoxAcl(this, "acl", {
      ...inherited(props),
      role,
      subjects: token.privilegeSeparation ? separated : [owner],
      ...(props.acl && { paths: props.acl }),
    });
  }
}

/** Whether a user or a role is made by somebody else. */
function isThere<T extends IProxmoxUser | IProxmoxRole>(object: T | object | undefined): object is T {
  return object !== undefined && "cluster" in object;
}

function grantsNothing({ acl }: ProxmoxAccessProps): boolean {
  return acl?.length === 0;
}

function nothingFault(props: ProxmoxAccessProps): Fault {
  if (!grantsNothing(props)) return undefined;
  if (props.role !== undefined)
    return "it is empty, so the role would be granted nowhere; leave one of them out";
  return props.token?.privilegeSeparation === true
    ? "it is empty, and a token with privilege separation can do nothing without an entry of its own"
    : undefined;
}

function placeFault({ parameters, acl, role }: ProxmoxAccessProps): Fault {
  if (parameters === undefined) return undefined;
  if (acl !== undefined) return "the profile brings its paths along, so acl cannot stand beside them";
  if (isThere(role)) return "they make roles of their own, so a role that is there already cannot be used";
  return role?.privileges && "they confine a profile, and a list of privileges is none; give acl instead";
}

/** What an object takes from the access as a whole. */
function inherited(props: ProxmoxAccessProps, own: ProxmoxOwnershipProps = {}): ProxmoxOwnershipProps {
  return { ...ownershipOf(props), ...ownershipOf(own) };
}
