/** What an access is given, what it gives of that to the constructs that it makes, and what is wrong with either. */
import type { OneOrMore, ProfileParameters, RemovalPolicy } from "../pve/spec";
import { type ProxmoxAclPlace, aclFaults } from "./acl";
import { type ProxmoxApiTokenProps, TOKEN, tokenFaults } from "./api-token-props";
import type { ProxmoxCluster } from "./cluster";
import type { IProxmoxRole } from "./grantable";
import { grantsFaults } from "./grants";
import { type Fault, type Faults, type Inside, type NamesOf, faultsOf, objectFault } from "./private/checks";
import {
  OWNERSHIP,
  type ProxmoxOwnershipProps,
  clusterFault,
  otherClusterFault,
  ownershipOf,
  roleFault,
  userFault,
} from "./private/object-props";
import { type ProxmoxRoleProps, ROLE, roleFaults } from "./role";
import type { IProxmoxUser } from "./subject";
import { type ProxmoxUserProps, USER, userFaults } from "./user";

/** What a `ProxmoxAccess` is given. Everything but the cluster has a default. */
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
   * Where the role counts: paths, with their settings or alone. `[]`: nothing is granted, and the token has what its user has already.
   * @default [{ path: "/", propagate: true }]
   */
  readonly acl?: readonly ProxmoxAclPlace[];
  /**
   * Confines the role's profile, instead of `acl`: the privileges go to the paths where they are needed, each with a role
   * of its own. `{}` does the same for the whole cluster.
   * @default - the role as a whole, on every path of `acl`
   */
  readonly parameters?: ProfileParameters<OneOrMore>;
  /** @default - token `opentofu-token` without privilege separation, which never expires */
  readonly token?: Omit<ProxmoxApiTokenProps, "user" | "secret">;
  /** For all objects that do not say otherwise. @default false */
  readonly adopt?: boolean;
  /** For all objects that do not say otherwise. @default "automatic" */
  readonly removalPolicy?: RemovalPolicy;
  /** Where the secret goes, see {@link ProxmoxApiTokenProps.secret}. @default "state" */
  readonly secret?: "state" | "file";
}

/** All that it is given. */
export const ACCESS: NamesOf<ProxmoxAccessProps> = {
  cluster: true,
  user: true,
  role: true,
  acl: true,
  parameters: true,
  token: true,
  secret: true,
  ...OWNERSHIP,
};

/** What its user is given. */
export function userProps(props: ProxmoxAccessProps): ProxmoxUserProps {
  const user = isUser(props.user) ? {} : props.user;
  return { ...user, ...inherited(props, user), cluster: props.cluster };
}

/** What its role is given, or the roles of confined profiles. */
export function roleProps(props: ProxmoxAccessProps): ProxmoxRoleProps {
  const role = isRole(props.role) ? {} : props.role;
  return { ...role, ...inherited(props, role), cluster: props.cluster };
}

/** What its token is given. */
export function tokenProps({ secret, ...props }: ProxmoxAccessProps): Omit<ProxmoxApiTokenProps, "user"> {
  return { ...props.token, ...inherited(props, props.token), ...(secret !== undefined && { secret }) };
}

/** What keeps the rest from being looked at. */
export function formFaults({ cluster, user, role, token, parameters }: ProxmoxAccessProps): Faults {
  const objects = Object.entries({ user, role, token, parameters }).filter(
    ([, value]) => value !== undefined,
  );
  const malformed = objects.map(([name, value]) => [name, objectFault(value)]);
  return { cluster: clusterFault(cluster), ...Object.fromEntries(malformed) } as Faults;
}

/** What is wrong with the access itself. */
export function accessFaults(props: ProxmoxAccessProps): Faults {
  const { cluster, user, role } = props;
  return {
    user: isUser(user) ? (userFault(user) ?? otherClusterFault(cluster, user.cluster)) : undefined,
    role: isRole(role) ? (roleFault(role) ?? otherClusterFault(cluster, role.cluster)) : undefined,
    parameters: placeFault(props),
    acl: nothingFault(props),
  };
}

/** What is wrong with the constructs that it makes. */
export function insideFaults(props: ProxmoxAccessProps): readonly Inside[] {
  const { cluster, user = {}, role = {}, token = {}, parameters, acl } = props;
  const makeRole = () =>
    parameters ? grantsFaults({ ...roleProps(props), parameters }) : roleFaults(roleProps(props));
  const makeUser = () => userFaults(userProps(props));
  const makeToken = () => tokenFaults(tokenProps(props));
  return [
    { id: "user", noun: "ProxmoxUser", faults: isUser(user) ? {} : faultsOf(user, USER, makeUser) },
    {
      id: "role",
      noun: parameters ? "ProxmoxGrants" : "ProxmoxRole",
      faults: isRole(role) ? {} : faultsOf(role, ROLE, makeRole),
    },
    { id: "token", noun: "ProxmoxApiToken", faults: faultsOf(token, TOKEN, makeToken) },
    {
      id: "acl",
      noun: "ProxmoxAcl",
      faults: acl === undefined || grantsNothing(props) ? {} : aclFaults({ acl }, cluster.pveVersion),
    },
  ];
}

/** Whether it is a user that is there without the access. */
export function isUser(user: ProxmoxAccessProps["user"]): user is IProxmoxUser {
  return user !== undefined && "subjects" in user;
}

/** Whether it is a role that is there without the access. */
export function isRole(role: ProxmoxAccessProps["role"]): role is IProxmoxRole {
  return role !== undefined && "cluster" in role;
}

/** Whether its `acl` is empty: then there is no role. */
export function grantsNothing({ acl }: ProxmoxAccessProps): boolean {
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
  if (isRole(role)) return "they make roles of their own, so a role that is there already cannot be used";
  return role?.privileges && "they confine a profile, and a list of privileges is none; give acl instead";
}

/** What an object takes from the access as a whole. */
export function inherited(props: ProxmoxAccessProps, own: ProxmoxOwnershipProps = {}): ProxmoxOwnershipProps {
  return { ...ownershipOf(props), ...ownershipOf(own) };
}
