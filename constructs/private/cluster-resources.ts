import { Resource as NullResource } from "@cdktf/provider-null/lib/resource";
import { TerraformLocal, TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import {
  type ClusterRequest,
  type ClusterSpec,
  type DescribedCluster,
  ISSUE,
  LOST,
  ORIGIN,
  type ObjectSpec,
  type ReconcileRequest,
  type Settings,
  type TokenSpec,
  encode,
  encodeCluster,
  fullTokenid,
  nameOf,
} from "../../pve/spec";
import { hclString } from "../../files/hcl-string";
import { stateFilesFromStack } from "./state/backend";
import { address, runAfter } from "./resources/dependencies";
import { literal } from "./hcl";
import { type Objects, instance, instances, nameIn, originOf, specsOf } from "./resources/instances";
import { type Secret, type TokenOptions, moveToInstance, rotationOfEach } from "./resources/kept-tokens";
import { lateText, lateTexts } from "./resources/late";
import { OWN_TRIGGERS, localExec } from "./provisioner";
import { renewalOf } from "./resources/renewal";
import { originIn, secretIn } from "./resources/run-files";
import { Settled } from "./settled";

const clusters = new WeakMap<Construct, ClusterResources>();

/**
 * The one place that knows how a cluster and its objects become `null_resource`s.
 *
 * - the cluster: its triggers are the description, one readable key a setting. It *reconciles*: whatever its triggers say is
 *   made so in PVE, in one process.
 * - each object: its trigger is the object's name. It *deletes*, when it is destroyed. It is recorded after the reconcile, so only
 *   when the object is there and ours.
 * - each token: `rotation`, whose id names one issue of the secret, and `secret`, which keeps the secret in the state. One that renews
 *   itself has `renewal` too. What a pinned cluster has, `pve-ca`, stands in cluster-trust.ts.
 */
export class ClusterResources {
  /** Those of a cluster. @throws Error for what is no ProxmoxCluster, as a program without types may give */
  public static of(cluster: Construct): ClusterResources {
    const found = clusters.get(cluster);
    if (found === undefined) throw new Error("`cluster` has to be a ProxmoxCluster: make one with `new`.");
    return found;
  }

  readonly #cluster: Construct;
  readonly #spec: ClusterSpec;
  readonly #settled: Settled;
  readonly #reconcile: NullResource;
  readonly #specs: ObjectSpec[] = [];
  /** Their settings, which are asked for several times; undefined until then. */
  #encoded: Settings | undefined;
  readonly #resources = new Map<unknown, NullResource>();
  readonly #secrets = new Map<Construct, Secret>();
  /** Settings of tokens that only Terraform knows. */
  readonly #issues = new Map<string, string>();
  readonly #origins: string[] = [];

  public constructor(cluster: Construct, spec: ClusterSpec, reconcile: DescribedCluster["reconcile"]) {
    this.#cluster = cluster;
    this.#spec = spec;
    this.#settled = Settled.of(cluster);
    const always =
      reconcile === "always" && new NullResource(cluster, "always", { triggers: { at: "${timestamp()}" } });
    const deployed = lateText(() => this.#deployed());
    const local = new TerraformLocal(cluster, "deployed", deployed);
    this.#settled.enter({
      construct: cluster,
      key: spec.key,
      describe: () => ({ cluster: spec, reconcile, settings: this.#settings() }),
      deployed: `local.${local.friendlyUniqueId}`,
    });
    this.#reconcile = new NullResource(cluster, "Default", {
      triggers: lateTexts(() => this.#triggers()),
      provisioners: [
        localExec(cluster, "reconcile", {
          request: () => this.#reconcileRequest(cluster),
          triggers: OWN_TRIGGERS,
          state: this.#settled.state,
        }),
      ],
      ...(always && { lifecycle: { replaceTriggeredBy: [address(always)] } }),
    });
    this.#settled.standBehind(this.#reconcile);
    clusters.set(cluster, this);
  }

  /** Every object of the cluster that is described so far. */
  public get objects(): readonly ObjectSpec[] {
    return this.#specs;
  }

  /** What has to be done before the cluster's tokens work. */
  public get reconcile(): NullResource {
    return this.#reconcile;
  }

  /** Where the token of this construct is kept; undefined where it is kept out of the state. */
  public secretOf(token: Construct): Secret | undefined {
    return this.#secrets.get(token);
  }

  /**
   * Describes what a construct stands for.
   *
   * @param objects one object, or several by the keys of their instances
   * @param after the constructs whose objects outlive these
   * @throws Error when the stack describes one of them elsewhere, or the construct is in another stack than the cluster
   */
  public describe(construct: Construct, objects: Objects, after: readonly unknown[] = []): void {
    this.#enter(construct, objects);
    const hasOrigin = specsOf(objects).every(({ kind }) => kind === "role" || kind === "acl");
    const name = nameIn(objects, nameOf);
    const resource = new NullResource(construct, "Default", {
      ...instances(objects, nameOf),
      triggers: {
        object: name.text,
        ...(hasOrigin && { [ORIGIN]: originIn(this.#spec.key, name.expression, this.#reconcile) }),
      },
      provisioners: [
        localExec(construct, "delete", {
          when: "destroy",
          request: () => ({
            ...this.request(construct),
            removalPolicy: specsOf(objects)[0]?.removalPolicy ?? "automatic",
          }),
          triggers: OWN_TRIGGERS,
        }),
      ],
      ...(hasOrigin && { lifecycle: { ignoreChanges: [`triggers["${ORIGIN}"]`] } }),
    });
    runAfter(resource, this.#reconcile, ...this.#resourcesOf(after));
    if (hasOrigin) this.#origins.push(originOf(resource, objects));
    this.#settled.standBehind(resource);
    this.#resources.set(construct, resource);
  }

  /** Describes a token, or with kept rotations several by their tokenids. */
  public describeToken(
    construct: Construct,
    tokens: Objects<TokenSpec>,
    { current, first, keptIn, after }: TokenOptions,
  ): void {
    this.describe(construct, tokens, after);
    const renewal = "one" in tokens ? renewalOf(construct, tokens.one) : undefined;
    const rotation = new NullResource(construct, "rotation", {
      ...instances(tokens, fullTokenid),
      ...rotationOfEach(tokens),
      triggers: {
        token: nameIn(tokens, fullTokenid).text,
        rotation: renewal?.rotation ?? literal(specsOf(tokens)[0]?.rotation ?? ""),
        // What the state has kept does not get into a file, nor the other way: a new secret does.
        ...(keptIn !== "state" && { kept: keptIn }),
      },
    });
    for (const token of specsOf(tokens)) {
      const issue = `${instance(rotation, tokens, hclString(token.tokenid))}.id`;
      for (const [name, value] of Object.entries({ [ISSUE]: `\${${issue}}`, ...renewal?.settings }))
        this.#issues.set(`${nameOf(token)} ${name}`, value);
    }
    if (keptIn === "state") this.#secrets.set(construct, this.#keep(construct, tokens, rotation, current));
    const secret = this.#secrets.get(construct)?.resource ?? [];
    moveToInstance(construct, [...this.#resourcesOf([construct]), rotation].concat(secret), tokens, first);
  }

  #keep(construct: Construct, tokens: Objects<TokenSpec>, rotation: NullResource, current: string): Secret {
    const issue = `\${${instance(rotation, tokens, "each.key")}.id}`;
    const own = this.#resourcesOf([construct]);
    const resource = new NullResource(construct, "secret", {
      ...instances(tokens, fullTokenid),
      triggers: {
        token: nameIn(tokens, fullTokenid).text,
        secret: secretIn(this.#spec.key, issue, this.#reconcile),
      },
      provisioners: [
        localExec(construct, "reissue", {
          unless: 'nonsensitive(self.triggers.secret != "")',
          request: () => this.#reconcileRequest(construct),
          triggers: `merge(${address(this.#reconcile)}.triggers, { "token \${self.triggers.token} ${LOST}" = "true" })`,
          state: this.#settled.state,
        }),
      ],
      lifecycle: {
        ignoreChanges: ['triggers["secret"]'],
        replaceTriggeredBy: [rotation, ...own].map((first) => instance(first, tokens, "each.key")),
      },
    });
    runAfter(resource, this.#reconcile);
    this.#settled.standBehind(resource);
    this.#settled.secretsInState = true;
    return { resource, address: instance(resource, tokens, hclString(current)) };
  }

  #enter(construct: Construct, objects: Objects): void {
    if (TerraformStack.of(construct) !== TerraformStack.of(this.#cluster)) {
      throw new Error(
        `${construct.node.path}: it needs cluster ${this.#cluster.node.path}, which is in another stack. Describe both in one ` +
          "stack; only the secret of a token can be used from another one.",
      );
    }
    for (const spec of specsOf(objects)) {
      this.#settled.claim(construct, this.#spec, nameOf(spec));
      this.#specs.push(spec);
      this.#encoded = undefined;
    }
  }

  /** A request that is about the cluster. */
  public request(construct: Construct): ClusterRequest {
    return {
      construct: construct.node.path,
      cluster: this.#spec,
      owner: `${TerraformStack.of(construct).node.id}/${this.#spec.key}`,
    };
  }

  #reconcileRequest(construct: Construct): ReconcileRequest {
    return { ...this.request(construct), stateFiles: stateFilesFromStack(construct) };
  }

  #settings(): Settings {
    return (this.#encoded ??= encode(this.#specs));
  }

  #triggers(): Settings {
    const settings = Object.entries(this.#settings()).map(([key, value]) => [key, literal(value)] as const);
    const all = [...settings, ...this.#issues].sort(([one], [other]) => (one < other ? -1 : 1));
    return Object.fromEntries(all.map(([key, value]) => [literal(key), value]));
  }

  /** What `decodeDeployed` reads: how the cluster is reached, who made what, and every setting, behind the cluster's key. */
  #deployed(): string {
    const reach = Object.entries(encodeCluster(this.#spec)).map(
      ([name, value]) => `${name} = ${hclString(value)}`,
    );
    const parts = [`{ ${reach.join(", ")} }`, ...this.#origins, `${address(this.#reconcile)}.triggers`];
    return `\${{ for name, value in merge(${parts.join(", ")}) : "${this.#spec.key} \${name}" => value }}`;
  }

  #resourcesOf(constructs: readonly unknown[]): NullResource[] {
    return constructs.flatMap((construct) => this.#resources.get(construct) ?? []);
  }
}
