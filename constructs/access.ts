import { Construct } from "constructs";
import type { RemovalPolicy } from "../pve/spec";
import { ProxmoxAcl, type ProxmoxAclPath } from "./acl";
import { ProxmoxApiToken, type ProxmoxApiTokenProps } from "./api-token";
import { refuseFaults } from "./checks";
import type { ProxmoxCluster } from "./cluster";
import { ProxmoxGrants, type ProxmoxProfileParameters } from "./grants";
import { ProxmoxProof } from "./proof";
import type { ProxmoxObjectProps } from "./pve-object";
import { ProxmoxRole, type ProxmoxRoleProps } from "./role";
import { ProxmoxUser, type ProxmoxUserProps } from "./user";

/** What a {@link ProxmoxAccess} is given. Everything but the cluster has a default. */
export interface ProxmoxAccessProps {
  readonly cluster: ProxmoxCluster;
  /** @default - user `opentofu@pve` */
  readonly user?: Omit<ProxmoxUserProps, "cluster">;
  /** @default - role `opentofu-role` with the privileges of profile `opentofu-vm` */
  readonly role?: Omit<ProxmoxRoleProps, "cluster">;
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
  public readonly cluster: ProxmoxCluster;
  public readonly user: ProxmoxUser;
  public readonly role: ProxmoxRole | ProxmoxGrants;
  public readonly acl: ProxmoxAcl;
  public readonly token: ProxmoxApiToken;
  public readonly proof: ProxmoxProof;

  /** @throws Error with every fault of the props */
  public constructor(scope: Construct, id: string, props: ProxmoxAccessProps) {
    refuseFaults(scope, id, new.target.name, { parameters: placeFault(props) });
    super(scope, id);
    const { cluster } = props;
    this.cluster = cluster;
    const { user, role, token, acl } = inherited(props);
    this.user = new ProxmoxUser(this, "user", { ...props.user, ...user });
    this.role = props.parameters
      ? new ProxmoxGrants(this, "role", { ...props.role, ...role, parameters: props.parameters })
      : new ProxmoxRole(this, "role", { ...props.role, ...role });
    this.token = new ProxmoxApiToken(this, "token", {
      ...props.token,
      ...token,
      user: this.user,
      ...(props.secret && { secret: props.secret }),
    });
    const owner = { type: "user" as const, ugid: this.user.userid, after: [this.user.settings] };
    this.acl = new ProxmoxAcl(this, "acl", {
      ...acl,
      role: this.role,
      subjects: this.token.privilegeSeparation ? [owner, ...this.token.subjects] : [owner],
      ...(props.acl && { paths: props.acl }),
    });
    this.token.grantedBy(this.acl);
    this.proof = new ProxmoxProof(this, "proof", {
      cluster,
      user: this.user,
      role: this.role,
      acl: this.acl,
      token: this.token,
      removeSecrets: props.secret !== "file",
    });
  }

  /** Whether the access is to be there after the deploy, so that a file can name its token. */
  public get present(): boolean {
    return [this.user, this.role, this.acl, this.token].every((object) => object.present);
  }
}

function placeFault({ parameters, acl, role }: ProxmoxAccessProps) {
  if (parameters === undefined) return undefined;
  if (acl !== undefined) return "the profile brings its paths along, so acl cannot stand beside them";
  return role?.privileges && "they confine a profile, and a list of privileges is none; give acl instead";
}

/** What each object takes from the access as a whole. Without its user or role, what refers to it goes too. */
function inherited(props: ProxmoxAccessProps) {
  const object = (
    own: Partial<ProxmoxObjectProps> | undefined,
    needs: readonly (string | undefined)[] = [],
  ) => {
    const adopt = own?.adopt ?? props.adopt;
    const removalPolicy = own?.removalPolicy ?? props.removalPolicy;
    const absent = [props.ensure, own?.ensure, ...needs].includes("absent");
    return {
      cluster: props.cluster,
      ...(adopt !== undefined && { adopt }),
      ...(removalPolicy !== undefined && { removalPolicy }),
      ensure: absent ? ("absent" as const) : ("present" as const),
    };
  };
  return {
    user: object(props.user),
    role: object(props.role),
    token: object(props.token, [props.user?.ensure]),
    acl: object(undefined, [props.user?.ensure, props.role?.ensure]),
  };
}
