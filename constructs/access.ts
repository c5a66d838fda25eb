import { Construct } from "constructs";
import type { RemovalPolicy } from "../pve/spec";
import { ProxmoxAcl, type ProxmoxAclPath } from "./acl";
import { ProxmoxApiToken, type ProxmoxApiTokenProps } from "./api-token";
import { refuseFaults } from "./private/checks";
import type { ProxmoxCluster } from "./cluster";
import { ProxmoxGrants, type ProxmoxProfileParameters } from "./grants";
import { ProxmoxProof } from "./proof";
import type { ProxmoxObjectProps, PveObject } from "./private/pve-object";
import { ProxmoxRole, type ProxmoxRoleProps } from "./role";
import { ProxmoxUser, type ProxmoxUserProps } from "./user";

/** What a {@link ProxmoxAccess} is given. Everything but the cluster has a default. */
export interface ProxmoxAccessProps {
  /** The cluster that the access is to. */
  readonly cluster: ProxmoxCluster;
  /** A user of its own, or one that the stack has already. @default - user `opentofu@pve` */
  readonly user?: Omit<ProxmoxUserProps, "cluster"> | ProxmoxUser;
  /**
   * A role of its own, or one that the stack has already.
   * @default - role `opentofu-role` with the privileges of profile `opentofu-vm`
   */
  readonly role?: Omit<ProxmoxRoleProps, "cluster"> | ProxmoxRole;
  /** @default [{ path: "/", propagate: true }] */
  readonly acl?: readonly ProxmoxAclPath[];
  /**
   * Confines the role's profile, instead of `acl`: the privileges go to the paths where they are needed, each with a role
   * of its own. `{}` does the same for the whole cluster.
   * @default - the role as a whole, on every path of `acl`
   */
  readonly parameters?: ProxmoxProfileParameters;
  /** @default - token `opentofu-token` without privilege separation, which never expires */
  readonly token?: Omit<ProxmoxApiTokenProps, "cluster" | "user" | "secret">;
  /** For all objects that do not say otherwise. @default false */
  readonly adopt?: boolean;
  /** For all objects that do not say otherwise. @default "automatic" */
  readonly removalPolicy?: RemovalPolicy;
  /** `absent` removes everything of this cluster at the next deploy. @default "present" */
  readonly ensure?: "present" | "absent";
  /** Where the secret goes, see {@link ProxmoxApiTokenProps.secret}. @default "state" */
  readonly secret?: "state" | "file";
}

/** The access of one identity to one cluster: user, role, ACL and API token, proven to work. */
export class ProxmoxAccess extends Construct {
  /** The cluster that the access is to. */
  public readonly cluster: ProxmoxCluster;
  /** The identity in PVE. */
  public readonly user: ProxmoxUser;
  /** What it may do: one role, or with `parameters` one for each path. */
  public readonly roles: ProxmoxRole | ProxmoxGrants;
  /** Where it may do that. */
  public readonly acl: ProxmoxAcl;
  /** What programs use it with. */
  public readonly token: ProxmoxApiToken;
  /** Runs last, when all of it works. */
  public readonly proof: ProxmoxProof;

  /** @throws Error with every fault of the props */
  public constructor(scope: Construct, id: string, props: ProxmoxAccessProps) {
    refuseFaults(scope, id, new.target.name, { parameters: placeFault(props) });
    super(scope, id);
    const { cluster } = props;
    this.cluster = cluster;
    this.user = props.user instanceof ProxmoxUser ? props.user : this.#makeUser(props, props.user);
    this.roles = props.role instanceof ProxmoxRole ? props.role : this.#makeRole(props, props.role);
    this.token = new ProxmoxApiToken(this, "token", {
      ...props.token,
      ...inherited(props, props.token, [this.user]),
      user: this.user,
      ...(props.secret && { secret: props.secret }),
    });
    this.acl = new ProxmoxAcl(this, "acl", {
      ...inherited(props, undefined, [this.user, this.roles]),
      role: this.roles,
      subjects: this.token.privilegeSeparation ? [this.user, this.token] : [this.user],
      ...(props.acl && { paths: props.acl }),
    });
    this.proof = new ProxmoxProof(this, "proof", {
      cluster,
      user: this.user,
      role: this.roles,
      acl: this.acl,
      token: this.token,
      removeSecrets: props.secret !== "file",
    });
  }

  /**
   * The one role, to grant it to others too.
   *
   * @throws Error when `parameters` made a role for each path
   */
  public get role(): ProxmoxRole {
    if (this.roles instanceof ProxmoxRole) return this.roles;
    throw new Error(
      `${this.node.path}: it has a role for each path, because parameters confine it; see its roles.`,
    );
  }

  /** Whether the access is to be there after the deploy, so that a file can name its token. */
  public get present(): boolean {
    return [this.user, this.roles, this.acl, this.token].every((object) => object.present);
  }

  #makeUser(props: ProxmoxAccessProps, user: Omit<ProxmoxUserProps, "cluster"> = {}): ProxmoxUser {
    return new ProxmoxUser(this, "user", { ...user, ...inherited(props, user) });
  }

  #makeRole(props: ProxmoxAccessProps, role: Omit<ProxmoxRoleProps, "cluster"> = {}) {
    const { parameters } = props;
    const own = { ...role, ...inherited(props, role) };
    return parameters
      ? new ProxmoxGrants(this, "role", { ...own, parameters })
      : new ProxmoxRole(this, "role", own);
  }
}

function placeFault({ parameters, acl, role }: ProxmoxAccessProps) {
  if (parameters === undefined) return undefined;
  if (acl !== undefined) return "the profile brings its paths along, so acl cannot stand beside them";
  if (role instanceof ProxmoxRole)
    return "they make roles of their own, so a role of the stack cannot be used";
  return role?.privileges && "they confine a profile, and a list of privileges is none; give acl instead";
}

/** What an object takes from the access as a whole. Without the objects that it refers to, it goes too. */
function inherited(
  props: ProxmoxAccessProps,
  own: Partial<ProxmoxObjectProps> = {},
  needs: readonly PveObject[] = [],
): ProxmoxObjectProps {
  const adopt = own.adopt ?? props.adopt;
  const removalPolicy = own.removalPolicy ?? props.removalPolicy;
  const absent = [props.ensure, own.ensure].includes("absent") || needs.some((object) => !object.present);
  return {
    cluster: props.cluster,
    ...(adopt !== undefined && { adopt }),
    ...(removalPolicy !== undefined && { removalPolicy }),
    ensure: absent ? "absent" : "present",
  };
}
