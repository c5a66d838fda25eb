import { Annotations, Aspects, TerraformStack } from "cdktf";
import { Construct, type IConstruct } from "constructs";
import { expiryText, fullTokenidFault, parseExpiry, termOf } from "../pve/names";
import { KEPT, type SubjectSpec, type TokenSpec, fullTokenid } from "../pve/spec";
import { type ProxmoxApiTokenProps, TOKEN, family, tokenFaults } from "./api-token-props";
import type { ProxmoxCluster } from "./cluster";
import { checkGiven, expiredWarning, faultsOf, refuseFaults, refuseGiven } from "./private/checks";
import { ClusterResources } from "./private/cluster-resources";
import { literal } from "./private/hcl";
import { clusterFault, given, ownershipOf, userFault } from "./private/object-props";
import { sensitiveText } from "./private/resources/late";
import { Settled } from "./private/settled";
import type { IProxmoxSubject } from "./subject";

/**
 * An API token of Proxmox VE. Its secret is shown once, by the call that makes it, so it travels through a 0600 file
 * into the state, and the file is gone after the deploy.
 */
export class ProxmoxApiToken extends Construct implements IProxmoxSubject {
  /**
   * An API token that somebody else keeps, to grant it something; it has to exist when the stack is deployed. Only a token with
   * privilege separation has what is granted to itself.
   * @param full `user@realm!tokenid`
   * @throws Error when it is malformed, and for what is no cluster
   */
  public static named(cluster: ProxmoxCluster, full: string): IProxmoxSubject {
    refuseGiven("ProxmoxApiToken.named", {
      cluster: clusterFault(cluster),
      full: checkGiven(full, fullTokenidFault),
    });
    return { cluster, subjects: [{ type: "token", ugid: full }] };
  }

  /** The user's cluster. */
  public readonly cluster: ProxmoxCluster;
  /** The tokenid in PVE, with the rotation if `keep` is given. */
  public readonly tokenid: string;
  /** `user@realm!tokenid` */
  public readonly fullTokenid: string;
  /** The user whose token it is, `name@realm`. */
  public readonly userid: string;
  /** Whether it has only what its own ACL entries grant. */
  public readonly privilegeSeparation: boolean;
  /** Seconds since the epoch; 0 = never. Undefined for a term, which counts from the issue of the secret. @internal */
  public readonly expire: number | undefined;
  /** Seconds from the issue of the secret; undefined for a time. @internal */
  public readonly term: number | undefined;
  /** What an ACL for this token names: the current token and the kept ones. */
  public readonly subjects: readonly SubjectSpec[];

  /** @throws Error with every fault of the props, and when the stack describes the token elsewhere */
  public constructor(scope: Construct, id: string, props: ProxmoxApiTokenProps) {
    const names = { user: true, ...TOKEN, secret: true } as const;
    const faults = faultsOf(props, names, ({ user }) => ({ user: userFault(user), ...tokenFaults(props) }));
    refuseFaults(scope, id, new.target.name, faults);
    super(scope, id);
    const { user, tokenid: first = "opentofu-token", rotation = "1", keep } = props;
    const tokenids = family(props);
    const [current] = tokenids;
    this.cluster = user.cluster;
    this.tokenid = current;
    this.userid = user.userid;
    this.fullTokenid = fullTokenid(this);
    this.privilegeSeparation = props.privilegeSeparation ?? false;
    const expires = expiryText(props.expires);
    this.term = termOf(expires);
    this.expire = this.term === undefined ? parseExpiry(expires) : undefined;
    this.subjects = tokenids.map((tokenid) => {
      return { type: "token", ugid: fullTokenid({ userid: user.userid, tokenid }) };
    });
    const kept = this.subjects.slice(1).map(({ ugid }) => ugid);
    const about = { key: this.cluster.key, construct: this.node.path, fullTokenid: this.fullTokenid };
    Settled.of(this.cluster).tellToken({ ...about, rotation, kept });
    const each = Object.fromEntries(tokenids.map((tokenid) => [tokenid, describe(tokenid, props)]));
    ClusterResources.of(user.cluster).describeToken(
      this,
      keep === undefined ? { one: describe(current, props) } : { each },
      { current, first, keptIn: props.secret ?? "state", after: [user] },
    );
    for (const warning of expiredWarning(`API token ${this.fullTokenid}`, props.expires))
      Annotations.of(this).addWarning(warning);
    Aspects.of(this).add({ visit: (node) => this.#warnOfNothing(node) });
  }

  /**
   * The secret, a sensitive reference for use in any other resource, of this stack or another one. What uses it waits until
   * the token works: until the whole cluster is as described.
   *
   * @throws Error for a token whose secret stays out of the state
   */
  public get secret(): string {
    const kept = ClusterResources.of(this.cluster).secretOf(this);
    if (kept === undefined) {
      throw new Error(
        `ProxmoxApiToken ${this.node.path}: its secret is kept out of the state, and nothing can refer to it.`,
      );
    }
    return sensitiveText(`${kept.address}.triggers.secret`, TerraformStack.of(this));
  }

  /** `user@realm!tokenid=secret`, as the `bpg/proxmox` provider reads it; a sensitive reference. */
  public get full(): string {
    return `${literal(this.fullTokenid)}=${this.secret}`;
  }

  /** All ACL entries are known when the stack is synthesized. */
  #warnOfNothing(node: IConstruct): void {
    if (node !== this || !this.privilegeSeparation) return;
    const { objects } = ClusterResources.of(this.cluster);
    const granted = objects.some(({ kind, ...entry }) => {
      return kind === "acl" && "subject" in entry && entry.subject.ugid === this.fullTokenid;
    });
    if (granted) return;
    Annotations.of(this).addWarning(
      `API token ${this.fullTokenid} has privilege separation and no ACL entry of its own, so it can do nothing. Grant it a ` +
        "role, as its user is granted one.",
    );
  }
}

function describe(tokenid: string, props: ProxmoxApiTokenProps): TokenSpec {
  const { user, comment, expires, rotateBefore, rotation = "1", keep } = props;
  return {
    kind: "token",
    userid: user.userid,
    tokenid,
    privsep: props.privilegeSeparation ?? false,
    // With kept rotations each has a token of its own, and never another secret.
    rotation: keep === undefined ? rotation : KEPT,
    ...given({ comment, expires: expiryText(expires), rotateBefore }),
    ...ownershipOf(props),
  };
}
