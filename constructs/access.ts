import { Construct } from "constructs";
import type { RemovalPolicy } from "../pve/spec";
import { ProxmoxAcl, type ProxmoxAclPlace, aclFaults, grantOnce } from "./acl";
import { ProxmoxApiToken, type ProxmoxApiTokenProps, tokenFaults } from "./api-token";
import type { ProxmoxCluster } from "./cluster";
import type { IProxmoxRole } from "./grantable";
import { ProxmoxGrants, type ProxmoxProfileParameters, grantsFaults } from "./grants";
import {
  type Fault,
  type Faults,
  type Inside,
  checkWord,
  faultsOf,
  hasFault,
  refuseFaults,
} from "./private/checks";
import {
  type ProxmoxOwnershipProps,
  clusterFault,
  otherClusterFault,
  ownershipOf,
} from "./private/object-props";
import { ProxmoxRole, type ProxmoxRoleProps, roleFaults } from "./role";
import type { IProxmoxSubject } from "./subject";
import { ProxmoxUser, type ProxmoxUserProps, userFaults } from "./user";

/** What a {@link ProxmoxAccess} is given. Everything but the cluster has a default. */
export interface ProxmoxAccessProps {
  /** The cluster that the access is to. */
  readonly cluster: ProxmoxCluster;
  /** A user of its own, or one that the stack has already. @default - user `opentofu@pve` */
  readonly user?: Omit<ProxmoxUserProps, "cluster"> | ProxmoxUser;
  /**
   * A role of its own, or one that is there already: `ProxmoxRole.named(cluster, "PVEAuditor")`.
   * @default - role `opentofu-role` with the privileges of profile `opentofu-vm`
   */
  readonly role?: Omit<ProxmoxRoleProps, "cluster"> | IProxmoxRole;
  /** Paths, with their settings or alone. @default [{ path: "/", propagate: true }] */
  readonly acl?: readonly ProxmoxAclPlace[];
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
  /** The identity in PVE. */
  public readonly user: ProxmoxUser;
  /** What it may do: one role, or with `parameters` one for each path. */
  public readonly roles: IProxmoxRole;
  /** Where it may do that. */
  public readonly acl: ProxmoxAcl;
  /** What programs use it with. */
  public readonly token: ProxmoxApiToken;
  /** Whom everything is granted to: with privilege separation, user and token. */
  readonly #subjects: readonly IProxmoxSubject[];
  readonly #ownership: ProxmoxOwnershipProps;

  /** @throws Error with every fault of the props */
  public constructor(scope: Construct, id: string, props: ProxmoxAccessProps) {
    const faults = faultsOf(props, accessFaults);
    const isWrong = hasFault(faults);
    refuseFaults(scope, id, new.target.name, faults, isWrong ? [] : insideFaults(props));
    super(scope, id);
    const { cluster, user, role } = props;
    this.cluster = cluster;
    this.user = user instanceof ProxmoxUser ? user : new ProxmoxUser(this, "user", userProps(props));
    this.roles = isThere(role) ? role : this.#makeRole(props);
    this.token = new ProxmoxApiToken(this, "token", { ...tokenProps(props), user: this.user });
    this.#subjects = this.token.privilegeSeparation ? [this.user, this.token] : [this.user];
    this.#ownership = inherited(props);
    this.acl = new ProxmoxAcl(this, "acl", {
      ...this.#ownership,
      role: this.roles,
      subjects: this.#subjects,
      ...(props.acl && { paths: props.acl }),
    });
  }

  /**
   * Grants another role to the user, and with privilege separation to the token too:
   * `access.grant(ProxmoxRole.named(cluster, "PVEAuditor"), "/storage")`. On a path, it replaces what is inherited from above.
   *
   * @param place left out: `/`; the roles of confined profiles bring their paths along, and are given none
   * @returns the ACL, named for the role and the path; the same one when this is granted again
   * @throws Error when the path is malformed, when it is granted in another way already, and when the role is of another cluster
   */
  public grant(role: IProxmoxRole, place?: ProxmoxAclPlace): ProxmoxAcl {
    if (role.grants && place !== undefined)
      throw new Error(`${this.node.path}: role ${role.roleid} brings its paths along; grant it without one.`);
    return grantOnce(this, `grant ${role.roleid}`, {
      ...this.#ownership,
      role,
      subjects: this.#subjects,
      place: role.grants ? undefined : (place ?? "/"),
    });
  }

  /**
   * Has the role count on one more path: `access.addPath("/storage/images")`.
   *
   * @returns the ACL of that path; the same one when it is added again
   * @throws Error as {@link grant} does, and for a profile that `parameters` confine
   */
  public addPath(place: ProxmoxAclPlace): ProxmoxAcl {
    return this.grant(this.roles, place);
  }

  /**
   * The one role that this program describes, to grant it to others too.
   *
   * @throws Error when `parameters` made a role for each path, and for a role that was there already
   */
  public get role(): ProxmoxRole {
    if (this.roles instanceof ProxmoxRole) return this.roles;
    const why = this.roles.grants
      ? "it has a role for each path, because parameters confine it"
      : `its role ${this.roles.roleid} is not described by this program`;
    throw new Error(`${this.node.path}: ${why}; see its roles.`);
  }

  #makeRole(props: ProxmoxAccessProps): IProxmoxRole {
    const { parameters } = props;
    return parameters
      ? new ProxmoxGrants(this, "role", { ...roleProps(props), parameters })
      : new ProxmoxRole(this, "role", roleProps(props));
  }
}

function userProps(props: ProxmoxAccessProps): ProxmoxUserProps {
  const user = props.user instanceof ProxmoxUser ? {} : props.user;
  return { ...user, ...inherited(props, user), cluster: props.cluster };
}

function roleProps(props: ProxmoxAccessProps): ProxmoxRoleProps {
  const role = isThere(props.role) ? {} : props.role;
  return { ...role, ...inherited(props, role), cluster: props.cluster };
}

function tokenProps({ secret, ...props }: ProxmoxAccessProps): Omit<ProxmoxApiTokenProps, "user"> {
  return { ...props.token, ...inherited(props, props.token), ...(secret && { secret }) };
}

/** What is wrong with the access itself. */
function accessFaults(props: ProxmoxAccessProps): Faults {
  const { cluster, user, role, token, parameters } = props;
  const fault = clusterFault(cluster);
  if (fault !== undefined) return { cluster: fault };
  const objects = Object.entries({ user, role, token, parameters }).filter(
    ([, value]) => value !== undefined,
  );
  const malformed = objects.map(([name, value]) => [name, faultsOf(value as object, () => ({}))["props"]]);
  if (malformed.some(([, wrong]) => wrong !== undefined)) return Object.fromEntries(malformed) as Faults;
  return {
    user: user instanceof ProxmoxUser ? otherClusterFault(cluster, user.cluster) : undefined,
    role: isThere(role) ? otherClusterFault(cluster, role.cluster) : undefined,
    parameters: placeFault(props),
    secret: checkWord(props.secret, ["state", "file"]),
  };
}

/** What is wrong with the constructs that it makes. */
function insideFaults(props: ProxmoxAccessProps): readonly Inside[] {
  const { cluster, user, role, parameters, acl } = props;
  const roles: Inside = parameters
    ? { id: "role", noun: "ProxmoxGrants", faults: grantsFaults({ ...roleProps(props), parameters }) }
    : { id: "role", noun: "ProxmoxRole", faults: roleFaults(roleProps(props)) };
  return [
    ...(user instanceof ProxmoxUser
      ? []
      : [{ id: "user", noun: "ProxmoxUser", faults: userFaults(userProps(props)) }]),
    ...(isThere(role) ? [] : [roles]),
    { id: "token", noun: "ProxmoxApiToken", faults: tokenFaults(tokenProps(props)) },
    {
      id: "acl",
      noun: "ProxmoxAcl",
      faults: acl === undefined ? {} : aclFaults({ paths: acl }, cluster.pveVersion),
    },
  ];
}

/** Whether a role is made by somebody else. */
function isThere(role: ProxmoxAccessProps["role"]): role is IProxmoxRole {
  return role !== undefined && "cluster" in role;
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
