import { Construct } from "constructs";
import {
  ACCESS,
  type ProxmoxAccessProps,
  accessFaults,
  formFaults,
  grantsNothing,
  inherited,
  insideFaults,
  isRole,
  isUser,
  roleProps,
  tokenProps,
  userProps,
} from "./access-props";
import { ProxmoxAcl, type ProxmoxAclPlace, grantOnce } from "./acl";
import { ProxmoxApiToken } from "./api-token";
import type { ProxmoxCluster } from "./cluster";
import type { IProxmoxRole } from "./grantable";
import { ProxmoxGrants } from "./grants";
import { type Inside, faultsOf, hasFault, refuseFaults } from "./private/checks";
import { type ProxmoxOwnershipProps, roleFault } from "./private/object-props";
import { ProxmoxRole } from "./role";
import type { IProxmoxSubject, IProxmoxUser } from "./subject";
import { ProxmoxUser } from "./user";

/** The access of one identity to one cluster: user, role, ACL and API token. */
export class ProxmoxAccess extends Construct {
  /** The cluster that the access is to. */
  public readonly cluster: ProxmoxCluster;
  /** The identity in PVE, described by this program or not. */
  public readonly owner: IProxmoxUser;
  /** What it may do: one role, or with `parameters` one for each path; undefined if nothing is granted. */
  public readonly granted: IProxmoxRole | undefined;
  /** Where it may do that; undefined if nothing is granted. */
  public readonly acl: ProxmoxAcl | undefined;
  /** What programs use it with. */
  public readonly token: ProxmoxApiToken;
  readonly #subjects: readonly IProxmoxSubject[];
  readonly #ownership: ProxmoxOwnershipProps;

  /** @throws Error with every fault of the props */
  public constructor(scope: Construct, id: string, props: ProxmoxAccessProps) {
    let inside: readonly Inside[] = [];
    const faults = faultsOf(props, ACCESS, () => {
      const form = formFaults(props);
      if (hasFault(form)) return form;
      inside = insideFaults(props);
      return accessFaults(props);
    });
    refuseFaults(scope, id, new.target.name, faults, inside);
    super(scope, id);
    const { cluster, user, role } = props;
    this.cluster = cluster;
    this.owner = isUser(user) ? user : new ProxmoxUser(this, "user", userProps(props));
    this.granted = isRole(role) ? role : grantsNothing(props) ? undefined : this.#makeRole(props);
    this.token = new ProxmoxApiToken(this, "token", { ...tokenProps(props), user: this.owner });
    this.#subjects = subjectsOf(this.owner, this.token);
    this.#ownership = inherited(props);
    this.acl =
      this.granted &&
      new ProxmoxAcl(this, "acl", {
        ...this.#ownership,
        role: this.granted,
        subjects: this.#subjects,
        ...(props.acl && { acl: props.acl }),
      });
  }

  /** The user that this program describes. @throws Error for one that existed already */
  public get user(): ProxmoxUser {
    if (this.owner instanceof ProxmoxUser) return this.owner;
    throw new Error(
      `${this.node.path}: its user ${this.owner.userid} is not described by this program; see its owner.`,
    );
  }

  /**
   * Grants another role to the user, and with privilege separation to the token too, or to the token alone if the user existed:
   * `access.grant(ProxmoxRole.named(cluster, "PVEAuditor"), "/storage")`. On a path, it replaces what is inherited from above.
   *
   * @param place left out: `/`; the roles of confined profiles bring their paths along, and are given none
   * @returns the ACL, named for the role and the path; the same one when this is granted again
   * @throws Error when the path is malformed, when it is granted in another way already, and when the role is of another cluster
   */
  public grant(role: IProxmoxRole, place?: ProxmoxAclPlace): ProxmoxAcl {
    refuseFaults(this, "grant", ProxmoxAcl.name, { role: roleFault(role) });
    if (role.grants && place !== undefined)
      throw new Error(`${this.node.path}: role ${role.roleid} brings its paths along; grant it without one.`);
    return grantOnce(this, `grant ${role.roleid}`, {
      ...this.#ownership,
      role,
      subjects: this.#subjects,
      place: role.grants ? undefined : place === undefined ? "/" : place,
    });
  }

  /**
   * Has the role count on one more path: `access.addPath("/storage/images")`.
   *
   * @returns the ACL of that path; the same one when it is added again
   * @throws Error as {@link grant} does, for a profile that `parameters` confine, and for an access whose `acl` is `[]`
   */
  public addPath(place: ProxmoxAclPlace): ProxmoxAcl {
    if (this.granted === undefined)
      throw new Error(
        `${this.node.path}: it has no role that could count on a path, because its acl is []. Grant one: grant(role, path).`,
      );
    return this.grant(this.granted, place);
  }

  /**
   * The one role that this program describes, to grant it to others too.
   *
   * @throws Error when `parameters` made a role for each path, for a role that was there already, and if nothing is granted
   */
  public get role(): ProxmoxRole {
    if (this.granted instanceof ProxmoxRole) return this.granted;
    if (this.granted === undefined)
      throw new Error(`${this.node.path}: it has no role, because its acl is [].`);
    const why = this.granted.grants
      ? "it has a role for each path, because parameters confine it"
      : `its role ${this.granted.roleid} is not described by this program`;
    throw new Error(`${this.node.path}: ${why}; see its \`granted\`.`);
  }

  #makeRole(props: ProxmoxAccessProps): IProxmoxRole {
    const { parameters } = props;
    return parameters
      ? new ProxmoxGrants(this, "role", { ...roleProps(props), parameters })
      : new ProxmoxRole(this, "role", roleProps(props));
  }
}

/** Whom everything is granted to. What a user that exists may do is for others to say, and with privilege separation need not be said. */
function subjectsOf(owner: IProxmoxUser, token: ProxmoxApiToken): readonly IProxmoxSubject[] {
  if (!token.privilegeSeparation) return [owner];
  return owner instanceof ProxmoxUser ? [owner, token] : [token];
}
