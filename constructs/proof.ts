import { Resource as NullResource } from "@cdktf/provider-null/lib/resource";
import { Construct } from "constructs";
import type { Described, Grant, ProofContext, ProofRequest, Visible } from "../pve/spec";
import type { ProxmoxAcl } from "./acl";
import type { ProxmoxApiToken } from "./api-token";
import { type ProxmoxCluster, clusterSpec } from "./cluster";
import { address, runAfter } from "./private/dependencies";
import { StackDescription } from "./private/description";
import { Guard } from "./private/guard";
import { literal } from "./private/hcl";
import { type ProvisionerCommand, localExec } from "./private/provisioner";
import type { PveObject } from "./private/pve-object";
import type { ProxmoxGrants } from "./grants";
import type { ProxmoxRole } from "./role";
import type { ProxmoxUser } from "./user";

/** What a {@link ProxmoxProof} is given. */
export interface ProxmoxProofProps {
  /** The cluster that is asked. */
  readonly cluster: ProxmoxCluster;
  /** The token's user. */
  readonly user: ProxmoxUser;
  /** Whose privileges the token has to have. */
  readonly role: ProxmoxRole | ProxmoxGrants;
  /** On whose paths it has to have them. */
  readonly acl: ProxmoxAcl;
  /** The token that is used. */
  readonly token: ProxmoxApiToken;
  /** `false` leaves the fresh secret for {@link TokenFile}. @default true */
  readonly removeSecrets?: boolean;
}

/**
 * Proves that the token works before the deploy is green: the fresh token, used by itself, has the role's privileges on
 * every path of the ACL. When that holds, the secret file is removed; by then the secret is in the state. It is proven twice,
 * for the reason that `PveObject.confirm` gives.
 */
export class ProxmoxProof extends Construct {
  /** What has to wait for the proof, depends on this. */
  public readonly resource: NullResource;

  public constructor(scope: Construct, id: string, props: ProxmoxProofProps) {
    super(scope, id);
    const { user, role, acl, token } = props;
    const objects: readonly PveObject[] = [user, role, acl, token];
    const confirmed = objects.map((object) => object.confirmed);
    StackDescription.of(this).add(this, () => described(props));
    const proof = this.#prove("proof", "prove access", props);
    proof.lifecycle = { replaceTriggeredBy: [...confirmed, token.issue].map(address) };
    for (const first of [...confirmed, ...token.ready]) runAfter(proof, first);
    this.resource = this.#prove("confirmed", "confirm proof", props);
    this.resource.lifecycle = { replaceTriggeredBy: [address(proof)] };
    runAfter(this.resource, proof);
    token.provenBy(this.resource);
    for (const result of [proof, this.resource]) Guard.of(this).goBeforeResult(result);
  }

  #prove(id: string, command: ProvisionerCommand, props: ProxmoxProofProps): NullResource {
    const { user, role, acl, token } = props;
    const present = [user, role, acl, token].every((object) => object.present);
    return new NullResource(this, id, {
      ...(!present && { count: 0 }),
      triggers: { token: literal(token.fullTokenid), paths: literal(paths(acl).join(" ")) },
      ...(present && {
        provisioners: [
          localExec(this, command, {
            request: this.#request(props),
            described: true,
            expressions: { secretFile: token.secretFile },
          }),
        ],
      }),
    });
  }

  #request({ cluster, token, removeSecrets }: ProxmoxProofProps): Visible<ProofRequest> {
    return {
      cluster: clusterSpec(this, cluster),
      owner: Guard.of(this).owner(cluster),
      construct: this.node.path,
      userid: token.userid,
      tokenid: token.tokenid,
      privsep: token.privilegeSeparation,
      secretFolder: token.secretFolder,
      removeSecrets: removeSecrets ?? true,
    };
  }
}

function described(props: ProxmoxProofProps): Described<ProofRequest> {
  return { grants: plain(props.acl.grants), context: contextOf(props) };
}

/** Asked when the stack is complete, since the user may be granted more until then. */
function contextOf({ cluster, user, acl }: ProxmoxProofProps): ProofContext {
  const others = user.acls.filter((other) => other !== acl && other.present);
  return {
    reconcile: cluster.reconcile ?? "on-change",
    acl: acl.node.path,
    subjects: [...new Set(acl.entries.map(({ subject }) => subject.ugid))],
    further: others.flatMap((other) => plain(other.grants)),
  };
}

/** Grants without anything that constructs may add to them. */
function plain(grants: readonly Grant[]): readonly Grant[] {
  return grants.map(({ path, roleid, privileges, propagate }) => ({ path, roleid, privileges, propagate }));
}

function paths(acl: ProxmoxAcl): string[] {
  return [...new Set(acl.entries.map((entry) => entry.path))];
}
