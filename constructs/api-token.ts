import { existsSync } from "node:fs";
import { join } from "node:path";
import { Resource as NullResource } from "@cdktf/provider-null/lib/resource";
import { Lazy, TerraformLocal } from "cdktf";
import type { Construct } from "constructs";
import { expiryFault, parseExpiry } from "../pve/names/expiry";
import { tokenidFault } from "../pve/names/names";
import type { AclSpec, Described, IssueRequest, TokenSpec, Visible } from "../pve/spec";
import type { ProxmoxAcl } from "./acl";
import { localStateFiles } from "./backend";
import { check, refuseFaults } from "./private/checks";
import { runAfter, address } from "./private/dependencies";
import { literal, literalJson } from "./private/hcl";
import { stackFolder } from "./private/project-path";
import { PveObject, type DescribedObject, type ProxmoxObjectProps } from "./private/pve-object";
import type { IProxmoxSubject, ProxmoxAclSubject } from "./subject";
import type { ProxmoxUser } from "./user";

/** What a {@link ProxmoxApiToken} is given. */
export interface ProxmoxApiTokenProps extends ProxmoxObjectProps {
  /** Whose token it is. */
  readonly user: ProxmoxUser;
  /** @default "opentofu-token" */
  readonly tokenid?: string;
  /**
   * The token then has only what its own ACL entries grant, and never more than its user.
   * @default false: the token has its user's privileges
   */
  readonly privilegeSeparation?: boolean;
  /**
   * ISO date or date-time, seconds since the epoch, or `never`.
   * @default "never"
   */
  readonly expires?: string | number;
  /**
   * Shown in PVE, followed by our mark.
   * @default "OpenTofu/Terraform"
   */
  readonly comment?: string;
  /**
   * Any word; another one gives the token a new secret, and the former one dies at once.
   * @default "1"
   */
  readonly rotation?: string;
  /**
   * Former rotations whose tokens live on, for downstream runs in flight. When this is given, even empty, the rotation
   * becomes part of the tokenid: `opentofu-token-3`.
   * @default - the tokenid stays, and only one secret is valid
   */
  readonly keep?: readonly string[];
  /**
   * Where the secret goes: into Terraform's `state`, from where other resources can use it, or to the `file` of
   * {@link TokenFile} only.
   * @default "state"
   */
  readonly secret?: "state" | "file";
}

/**
 * An API token of Proxmox VE. Its secret is shown once, by the call that makes it, so it travels through a 0600 file
 * into the state, and the file is gone after the deploy.
 */
export class ProxmoxApiToken extends PveObject implements IProxmoxSubject {
  /** The tokenid in PVE, with the rotation if `keep` is given. */
  public readonly tokenid: string;
  /** `user@realm!tokenid` */
  public readonly fullTokenid: string;
  /** The user whose token it is, `name@realm`. */
  public readonly userid: string;
  /** Whether it has only what its own ACL entries grant. */
  public readonly privilegeSeparation: boolean;
  /** Seconds since the epoch; 0 = never. */
  public readonly expire: number;
  /** What an ACL for this token names: the current token and the kept ones. */
  public readonly subjects: readonly ProxmoxAclSubject[];
  /** Where the provisioner leaves a fresh secret, relative to the stack's folder. */
  public readonly secretFolder: string;
  readonly #issue: NullResource;
  readonly #issued: NullResource;
  readonly #secret: NullResource | undefined;
  readonly #proven: TerraformLocal | undefined;
  readonly #reissue: NullResource | undefined;
  readonly #user: ProxmoxUser;
  readonly #acl: AclSpec[] = [];
  readonly #provenAfter: NullResource[] = [];
  readonly #keptIn: "state" | "file";

  /** @throws Error with every fault of the props */
  public constructor(scope: Construct, id: string, props: ProxmoxApiTokenProps) {
    const base = props.tokenid ?? "opentofu-token";
    const rotation = props.rotation ?? "1";
    const tokenids = family(base, rotation, props.keep);
    refuseFaults(scope, id, new.target.name, {
      tokenid: tokenids.map((tokenid) => check(tokenid, tokenidFault)).find((fault) => fault !== undefined),
      expires: expiryFault(props.expires),
      keep: props.keep?.includes(rotation)
        ? `rotation ${rotation} is the current one; keep names former ones`
        : undefined,
    });
    const objects = Object.fromEntries(tokenids.map((tokenid) => [tokenid, describe(tokenid, props)]));
    const always = props.cluster.reconcile === "always";
    const lost = Lazy.stringValue({ produce: () => `\${path.module}/${this.secretFolder}/${LOST}` });
    super(
      scope,
      id,
      {
        kind: "token",
        many: true,
        objects,
        after: [props.user.confirmed],
        ...(always && { expressions: { lost } }),
      },
      props,
    );

    this.tokenid = tokenids[0];
    this.#user = props.user;
    this.userid = props.user.userid;
    this.fullTokenid = `${this.userid}!${this.tokenid}`;
    this.privilegeSeparation = props.privilegeSeparation ?? false;
    this.expire = parseExpiry(props.expires);
    this.secretFolder = `.secrets/${this.node.addr}`;
    this.#reissue = always ? this.#makeReissue() : undefined;
    this.#keptIn = props.secret ?? "state";
    this.#issue = this.#makeIssue(props.keep === undefined ? rotation : "by tokenid");
    this.#issued = this.confirm(this.#issue, "confirm issue", {
      request: this.#issueRequest(),
      expressions: { secretFile: this.#secretFile("each.key") },
    });
    this.subjects = tokenids.map((tokenid) => ({
      type: "token",
      ugid: `${this.userid}!${tokenid}`,
      after: [this.#issued],
    }));
    runAfter(this.settings, this.#issued);
    if (this.present) this.guard.goBefore(this.#issue);
    if (props.keep === undefined) {
      for (const { spec } of Object.values(objects)) {
        this.guard.expect(props.cluster, spec, `rotation ${rotation}`);
      }
    }
    this.guard.goBeforeResult(this.#issued);
    this.#secret = this.#keptIn === "file" ? undefined : this.#makeSecret();
    if (this.#secret) this.guard.goBeforeResult(this.#secret);
    this.#proven = this.#secret && this.present ? this.#makeProven(this.#secret) : undefined;
  }

  /** The last step before the token is ready to be used. */
  public get ready(): readonly NullResource[] {
    return [this.confirmed, this.#secret ?? this.#issued];
  }

  /** What is replaced whenever the token has a new secret. */
  public get issue(): NullResource {
    return this.#issued;
  }

  /** Terraform expression of the file with the secret that was just issued. */
  public get secretFile(): string {
    return this.#secretFile(JSON.stringify(this.tokenid));
  }

  /**
   * The secret, a sensitive reference for use in any other resource, of this stack or another one. What uses it waits until
   * the token can be used: for the ACLs of the token and its user, and for the proof.
   *
   * @throws Error for a token whose secret stays out of the state, and for one that is absent
   */
  public get secret(): string {
    if (this.#proven !== undefined) return this.#proven.asString;
    const why = this.present ? "its secret is kept out of the state" : "it is absent, so it has no secret";
    throw new Error(`ProxmoxApiToken ${this.node.path}: ${why}, and nothing can refer to it.`);
  }

  /** `user@realm!tokenid=secret`, as the `bpg/proxmox` provider reads it; a sensitive reference. */
  public get full(): string {
    return `${literal(this.fullTokenid)}=${this.secret}`;
  }

  /** Tells the token of its ACL entries: one that has to be deleted and created again has lost them. */
  public grantedBy(acl: ProxmoxAcl): void {
    this.#acl.push(
      ...acl.entries.filter((entry) => this.subjects.some(({ ugid }) => ugid === entry.subject.ugid)),
    );
    this.#provenAfter.push(acl.confirmed);
    // The issue may have put an entry back that a killed deploy got no further to own; a role in use is not deleted.
    runAfter(this.lifetime, acl.role.lifetime);
  }

  /** What uses the secret waits for this proof too. */
  public provenBy(proof: NullResource): void {
    this.#provenAfter.push(proof);
  }

  protected override described(): Described<IssueRequest> {
    return { ...super.described(), acl: this.#acl };
  }

  /**
   * `try` takes the secret as soon as it is known and never looks at the rest, so that another privilege changes nothing
   * for those who use it. Naming the rest makes Terraform wait for it.
   */
  #makeProven(secret: NullResource): TerraformLocal {
    const expression = Lazy.stringValue({
      produce: () => {
        const acls = this.#user.acls.map((acl) => acl.confirmed);
        const waits = [...new Set([...acls, ...this.#provenAfter].map(address))].sort();
        return `\${sensitive(try(${[`${this.#at(secret)}.triggers.secret`, ...waits].join(", ")}))}`;
      },
    });
    return new TerraformLocal(this, "proven-secret", expression);
  }

  #at(resource: NullResource): string {
    return `${address(resource)}[${JSON.stringify(this.tokenid)}]`;
  }

  /** The file is called by the id of its issue, which is unknown until there is a secret. */
  #secretFile(key: string): string {
    return `\${path.module}/${this.secretFolder}/\${${address(this.#issue)}[${key}].id}`;
  }

  #issueRequest(): string {
    return Lazy.stringValue({
      produce: () =>
        literalJson({
          ...this.request,
          secret: this.#keptIn,
          stateFiles: localStateFiles(this),
        } satisfies Visible<IssueRequest>),
    });
  }

  #makeIssue(rotation: string): NullResource {
    const request = this.#issueRequest();
    const secretFile = `\${path.module}/${this.secretFolder}/\${self.id}`;
    const issue = this.resource("issue", {
      constants: { rotation: literal(rotation) },
      provisioners: [this.call("issue token", { request, expressions: { secretFile } })],
      after: [this.lifetime],
      replacedBy: [this.lifetime],
    });
    if (this.#reissue && this.#isLost()) issue.lifecycle = replacedAlsoBy(issue.lifecycle, this.#reissue);
    return issue;
  }

  /**
   * Makes a deleted token be issued again. A plan cannot look into PVE, so the deploy that finds the token deleted leaves a
   * marker. When the stack is synthesized with the marker there, this resource is replaced, and by it the issue. When
   * the marker is gone it is replaced again, but then the issue does not refer to it.
   */
  #makeReissue(): NullResource {
    return new NullResource(this, "reissue", { triggers: { token: this.#isLost() ? "lost" : "there" } });
  }

  #isLost(): boolean {
    return existsSync(join(stackFolder(this), this.secretFolder, LOST));
  }

  /**
   * Keeps the secret in the state. It is read during apply, because until the issue is confirmed a part of the path is unknown,
   * if only an empty one.
   */
  #makeSecret(): NullResource {
    const unknown = `\${substr(${address(this.#issued)}[each.key].id, 0, 0)}`;
    const file = `${this.#secretFile("each.key")}${unknown}`;
    const secret = this.resource("secret", {
      constants: { secret: `\${sensitive(try(trimspace(file("${file}")), ""))}` },
      after: [this.#issued],
      replacedBy: [this.#issued],
    });
    secret.lifecycle = {
      ...secret.lifecycle,
      ignoreChanges: ["triggers"],
      postcondition: [
        {
          condition: '${can(regex("^[0-9a-f-]{36}$", self.triggers.secret))}',
          errorMessage: `The secret of API token ${literal(this.fullTokenid)} was issued, but its file is gone or damaged. Set another token.rotation and deploy again.`,
        },
      ],
    };
    return secret;
  }
}

/** The marker's name; secrets are called by the ids of their issues, which are numbers. */
const LOST = "LOST";

function replacedAlsoBy(lifecycle: NullResource["lifecycle"], other: NullResource) {
  return { ...lifecycle, replaceTriggeredBy: [...(lifecycle?.replaceTriggeredBy ?? []), address(other)] };
}

function family(
  tokenid: string,
  rotation: string,
  keep: readonly string[] | undefined,
): [string, ...string[]] {
  if (keep === undefined) return [tokenid];
  return [`${tokenid}-${rotation}`, ...keep.map((former) => `${tokenid}-${former}`)];
}

function describe(tokenid: string, props: ProxmoxApiTokenProps): DescribedObject {
  const spec: TokenSpec = {
    kind: "token",
    userid: props.user.userid,
    tokenid,
    comment: props.comment ?? "OpenTofu/Terraform",
    privsep: props.privilegeSeparation ?? false,
    expire: parseExpiry(props.expires),
  };
  return {
    spec,
    identity: { userid: spec.userid, tokenid },
    settings: {
      comment: spec.comment,
      privilege_separation: String(spec.privsep),
      expires: String(props.expires ?? "never"),
    },
  };
}
