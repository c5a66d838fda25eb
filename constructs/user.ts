import type { Construct } from "constructs";
import { expiryFault, parseExpiry } from "../pve/names/expiry";
import { commentFault, emailFault, useridFault } from "../pve/names/names";
import type { UserSpec } from "../pve/spec";
import type { ProxmoxAcl } from "./acl";
import { check, refuseFaults } from "./private/checks";
import { PveObject, type ProxmoxObjectProps } from "./private/pve-object";
import type { IProxmoxSubject, ProxmoxAclSubject } from "./subject";

/** What a {@link ProxmoxUser} is given. */
export interface ProxmoxUserProps extends ProxmoxObjectProps {
  /**
   * `name@realm`. In realm `pve` the user gets no password, so nobody can log in as it but its API tokens.
   * @default "opentofu@pve"
   */
  readonly userid?: string;
  /**
   * Shown in PVE, followed by our mark.
   * @default "OpenTofu/Terraform"
   */
  readonly comment?: string;
  /** @default - none */
  readonly email?: string;
  /** @default - none */
  readonly firstname?: string;
  /** @default - none */
  readonly lastname?: string;
  /**
   * `false` refuses every login and every API token of the user at once.
   * @default true
   */
  readonly enable?: boolean;
  /**
   * ISO date or date-time, seconds since the epoch, or `never`.
   * @default "never"
   */
  readonly expires?: string | number;
}

/** A user of Proxmox VE (`/access/users`). */
export class ProxmoxUser extends PveObject implements IProxmoxSubject {
  /** `name@realm` */
  public readonly userid: string;
  /** Seconds since the epoch; 0 = never. */
  public readonly expire: number;
  readonly #acls: ProxmoxAcl[] = [];

  /** @throws Error with every fault of the props */
  public constructor(scope: Construct, id: string, props: ProxmoxUserProps) {
    const userid = props.userid ?? "opentofu@pve";
    refuseFaults(scope, id, new.target.name, {
      userid: check(userid, useridFault),
      comment: check(props.comment, commentFault),
      email: check(props.email, emailFault),
      expires: expiryFault(props.expires),
    });
    super(scope, id, { kind: "user", objects: { [userid]: describe(userid, props) } }, props);
    this.userid = userid;
    this.expire = parseExpiry(props.expires);
  }

  /** What an ACL for this user names. */
  public get subjects(): readonly ProxmoxAclSubject[] {
    return [{ type: "user", ugid: this.userid, after: [this.confirmed] }];
  }

  /** The ACLs of this user: its API tokens are of use once they are there. */
  public get acls(): readonly ProxmoxAcl[] {
    return this.#acls;
  }

  public grantedBy(acl: ProxmoxAcl): void {
    this.#acls.push(acl);
  }
}

function describe(userid: string, props: ProxmoxUserProps) {
  const spec: UserSpec = {
    kind: "user",
    userid,
    comment: props.comment ?? "OpenTofu/Terraform",
    email: props.email ?? "",
    firstname: props.firstname ?? "",
    lastname: props.lastname ?? "",
    enable: props.enable ?? true,
    expire: parseExpiry(props.expires),
  };
  return {
    spec,
    identity: { userid },
    settings: {
      comment: spec.comment,
      email: spec.email,
      firstname: spec.firstname,
      lastname: spec.lastname,
      enable: String(spec.enable),
      expires: String(props.expires ?? "never"),
    },
  };
}
