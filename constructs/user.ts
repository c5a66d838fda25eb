import { Annotations } from "cdktf";
import { Construct } from "constructs";
import {
  commentFault,
  emailFault,
  expiryFault,
  expiryText,
  groupidFault,
  ownUseridFault,
  personNameFault,
} from "../pve/names";
import type { SubjectSpec, UserSpec } from "../pve/spec";
import { ProxmoxApiToken } from "./api-token";
import { type ProxmoxApiTokenProps, TOKEN, tokenFaults } from "./api-token-props";
import type { ProxmoxCluster } from "./cluster";
import {
  type Fault,
  type Faults,
  type NamesOf,
  check,
  checkFlag,
  checkGiven,
  checkList,
  expiredWarning,
  faultsOf,
  hasFault,
  refuseFaults,
  refuseGiven,
  repeated,
} from "./private/checks";
import { ClusterResources } from "./private/cluster-resources";
import {
  OWNERSHIP,
  type ProxmoxObjectProps,
  clusterFault,
  given,
  otherClusterFault,
  ownershipFaults,
  ownershipOf,
} from "./private/object-props";
import type { IProxmoxGroup, IProxmoxUser } from "./subject";

/** What a {@link ProxmoxUser} is given. A setting that is left out stays in PVE as it is. */
export interface ProxmoxUserProps extends ProxmoxObjectProps {
  /**
   * `name@realm`. In realm `pve` the user gets no password, so nobody can log in as it but its API tokens.
   * @default "opentofu@pve"
   */
  readonly userid?: string;
  /**
   * Shown in PVE, followed by our mark.
   * @default - a new user gets "OpenTofu/Terraform"
   */
  readonly comment?: string;
  /** @default - none for a new user */
  readonly email?: string;
  /** @default - none for a new user */
  readonly firstname?: string;
  /** @default - none for a new user */
  readonly lastname?: string;
  /**
   * `false` refuses every login and every API token of the user at once, so a deploy cannot prove that they work.
   * @default - a new user is enabled
   */
  readonly enable?: boolean;
  /**
   * ISO date or date-time, a `Date`, seconds since the epoch, or `never`.
   * @default - a new user never expires
   */
  readonly expires?: string | number | Date;
  /**
   * All the groups that the user is in: groups of this program, and by `ProxmoxGroup.named(…)` or their groupids those that exist
   * already. The user is taken out of any other one.
   * @default - a new user is in no group
   */
  readonly groups?: readonly (string | IProxmoxGroup)[];
}

/** A user of Proxmox VE (`/access/users`). */
export class ProxmoxUser extends Construct implements IProxmoxUser {
  /**
   * A user that somebody else keeps, to grant it something or to make an API token for it; it is never changed. It has to exist
   * when the stack is deployed.
   * @throws Error when the userid is malformed, for root@pam, which PVE keeps no ACL entry for, and for what is no cluster
   */
  public static named(cluster: ProxmoxCluster, userid: string): IProxmoxUser {
    refuseGiven("ProxmoxUser.named", {
      cluster: clusterFault(cluster),
      userid: checkGiven(userid, ownUseridFault),
    });
    return { cluster, userid, subjects: [{ type: "user", ugid: userid }] };
  }

  /** The cluster that keeps the user. */
  public readonly cluster: ProxmoxCluster;
  /** `name@realm` */
  public readonly userid: string;

  /** @throws Error with every fault of the props, and when the stack describes the user elsewhere */
  public constructor(scope: Construct, id: string, props: ProxmoxUserProps) {
    const faults = faultsOf(props, { cluster: true, ...USER }, ({ cluster }) => ({
      cluster: clusterFault(cluster),
      ...userFaults(props),
    }));
    refuseFaults(scope, id, new.target.name, faults);
    super(scope, id);
    const { userid = "opentofu@pve" } = props;
    this.cluster = props.cluster;
    this.userid = userid;
    const { cluster, groups = [] } = props;
    ClusterResources.of(cluster).describe(this, { one: describe(userid, props) }, groups);
    for (const warning of this.#warnings(props)) Annotations.of(this).addWarning(warning);
  }

  /** What an ACL for this user names. */
  public get subjects(): readonly SubjectSpec[] {
    return [{ type: "user", ugid: this.userid }];
  }

  /**
   * Makes an API token of this user: `user.addToken("ci")`. It has a secret, a rotation and an expiry of its own.
   *
   * @param id the construct's id, and the tokenid unless the props name another
   * @throws Error with every fault of the props, and when the stack describes the token elsewhere
   */
  public addToken(id: string, props: Omit<ProxmoxApiTokenProps, "user"> = {}): ProxmoxApiToken {
    const token = { tokenid: id, ...props };
    const faults = faultsOf(props, { ...TOKEN, secret: true }, () => tokenFaults(token));
    refuseFaults(this, id, ProxmoxApiToken.name, faults);
    return new ProxmoxApiToken(this, id, { ...token, user: this });
  }

  #warnings({ enable, expires }: ProxmoxUserProps): readonly string[] {
    const disabled =
      `User ${this.userid} is disabled: PVE refuses its logins and its API tokens, so nothing of what they may do is proven. ` +
      "Set `enable: true` before they are used.";
    return [...(enable === false ? [disabled] : []), ...expiredWarning(`User ${this.userid}`, expires)];
  }
}

/** What a user is given, but for its cluster. */
export const USER: NamesOf<Omit<ProxmoxUserProps, "cluster">> = {
  userid: true,
  comment: true,
  email: true,
  firstname: true,
  lastname: true,
  enable: true,
  expires: true,
  groups: true,
  ...OWNERSHIP,
};

/** What is wrong with a user, but for its cluster: that is what groups are checked for, where it is one. */
export function userFaults(props: ProxmoxUserProps): Faults {
  const { userid, comment, email, firstname, lastname, enable, expires } = props;
  return {
    userid: check(userid, ownUseridFault),
    comment: check(comment, commentFault),
    email: check(email, emailFault),
    firstname: check(firstname, personNameFault),
    lastname: check(lastname, personNameFault),
    enable: checkFlag(enable),
    expires: expiryFault(expires),
    ...groupsFaults(props),
    ...ownershipFaults(props),
  };
}

function describe(userid: string, props: ProxmoxUserProps): UserSpec {
  const { comment, email, firstname, lastname, enable, expires, groups } = props;
  return {
    kind: "user",
    userid,
    ...given({ comment, email, firstname, lastname, enable, expires: expiryText(expires) }),
    ...(groups && { groups: groups.map(groupidOf).sort() }),
    ...ownershipOf(props),
  };
}

function groupidOf(group: string | IProxmoxGroup): string {
  return typeof group === "string" ? group : group.groupid;
}

function groupsFaults({ groups, cluster }: ProxmoxUserProps): Faults {
  const each = checkList("groups", groups, (group) => groupFault(group, cluster));
  if (groups === undefined || hasFault(each)) return each;
  const twice = repeated(groups.map(groupidOf));
  return twice === undefined ? {} : { groups: `group ${twice} is there twice` };
}

function groupFault(group: unknown, cluster: ProxmoxCluster): Fault {
  if (typeof group === "string") return check(group, groupidFault);
  const { groupid, cluster: other } = (group ?? {}) as Partial<IProxmoxGroup>;
  if (typeof groupid !== "string")
    return "must be a groupid or a ProxmoxGroup: make one with `new`, or name one";
  return clusterFault(cluster) === undefined ? otherClusterFault(cluster, other) : undefined;
}
