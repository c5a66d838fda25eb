import { Resource as NullResource } from "@cdktf/provider-null/lib/resource";
import { Annotations, Aspects, Lazy, type TerraformResource, TerraformStack } from "cdktf";
import { Construct, type IConstruct } from "constructs";
import type {
  CheckedCluster,
  CheckedObject,
  Described,
  ObjectSpec,
  OwnedObject,
  PreflightRequest,
  Visible,
} from "../../pve/spec";
import { type ProxmoxCluster, clusterSpec } from "../cluster";
import { address, runAfter } from "./dependencies";
import { StackDescription } from "./description";
import { literal, literalJson } from "./hcl";
import { useProviders } from "./providers";
import { localExec } from "./provisioner";
import { reductionWarnings } from "./reduction-warnings";

/**
 * Stands before everything that a stack does in PVE. It changes nothing itself.
 *
 * - *gate*, one a cluster: its create provisioner logs in, checks our rights and claims every object, before any object
 *   of any cluster is made. What is refused, is refused before the first write.
 * - *guard*, one a stack: it depends on all objects and on the files, so it is the first to be destroyed whenever one of
 *   them is replaced or removed. Its destroy provisioner does the same checks, for the clusters that have something to
 *   do: a rotation or a destroy with a wrong password stops with files, secrets and tokens as they were.
 */
export class Guard extends Construct {
  /** The guard of the scope's stack; made when it is asked for the first time. */
  public static of(scope: IConstruct): Guard {
    const stack = TerraformStack.of(scope);
    const existing = stack.node.tryFindChild("guard");
    return existing instanceof Guard ? existing : new Guard(stack, "guard");
  }

  readonly #guard: NullResource;
  readonly #gates: NullResource[] = [];
  readonly #lifetimes: NullResource[] = [];
  readonly #clusters = new Map<string, ProxmoxCluster>();
  readonly #objects = new Map<string, CheckedObject>();
  readonly #places = new Map<string, string>();
  readonly #replacedBy: string[] = [];

  private constructor(stack: TerraformStack, id: string) {
    super(stack, id);
    useProviders(this);
    StackDescription.of(this).add(this, () => this.#described());
    this.#guard = new NullResource(this, "guard", {
      triggers: Lazy.anyValue({ produce: () => this.#states() }) as unknown as Record<string, string>,
      provisioners: [
        localExec(this, "preflight access", {
          when: "destroy",
          described: true,
          request: this.#request(() => [...this.#clusters.keys()]),
          expressions: { deployed: "${base64gzip(jsonencode(self.triggers))}" },
        }),
      ],
      dependsOn: [],
      lifecycle: { replaceTriggeredBy: this.#replacedBy },
    });
    // All objects are known when the stack is synthesized.
    Aspects.of(this.#guard).add({ visit: () => this.#warnOfReductions() });
  }

  /** `<stack>/<cluster key>`: the owner that our mark names. */
  public owner(cluster: ProxmoxCluster): string {
    return `${TerraformStack.of(this).node.id}/${cluster.key}`;
  }

  /**
   * Makes the cluster known, with a gate of its own.
   *
   * @throws Error when the stack already knows it in another way
   */
  public enter(scope: IConstruct, cluster: ProxmoxCluster): void {
    const known = this.#clusters.get(cluster.key);
    if (known === undefined) {
      this.#clusters.set(cluster.key, cluster);
      this.#addGate(cluster);
    } else if (JSON.stringify(clusterSpec(this, known)) !== JSON.stringify(clusterSpec(this, cluster))) {
      throw new Error(
        `${scope.node.path}: cluster ${cluster.key} is described twice in stack ${TerraformStack.of(this).node.id}, with ` +
          "different endpoints or trust. Give every construct of a cluster the same `cluster` object.",
      );
    }
  }

  /**
   * Puts an object under guard: it waits for all gates, and the guard goes before it.
   *
   * @throws Error when the stack describes the same object elsewhere
   */
  public watch(cluster: ProxmoxCluster, lifetime: NullResource, objects: readonly OwnedObject[]): void {
    this.#lifetimes.push(lifetime);
    for (const gate of this.#gates) runAfter(lifetime, gate);
    for (const owned of objects) {
      const name = objectName(cluster, owned.object);
      const first = this.#places.get(name);
      if (first !== undefined) throw describedTwice(lifetime, name, first);
      this.#places.set(name, placeOf(lifetime));
      this.#objects.set(name, { ...owned, state: "deployed" });
    }
    if (objects.length > 0) this.goBefore(lifetime);
    else runAfter(this.#guard, lifetime);
  }

  /** Whenever this resource is replaced, the guard's checks come first. It must have an instance. */
  public goBefore(resource: TerraformResource): void {
    this.goBeforeResult(resource);
    this.#replacedBy.push(address(resource));
  }

  /** Whenever this is replaced in the course of something else, as a secret or a file is, the guard's checks come first. */
  public goBeforeResult(result: TerraformResource): void {
    runAfter(this.#guard, result);
  }

  /** Another state of an object is work to do on its cluster. */
  public expect(cluster: ProxmoxCluster, object: ObjectSpec, state: string): void {
    const name = objectName(cluster, object);
    const known = this.#objects.get(name);
    if (known) this.#objects.set(name, { ...known, state });
  }

  #warnOfReductions(): void {
    for (const cluster of this.#clusters.values()) {
      const all = [...this.#objects].filter(([name]) => name.startsWith(`${cluster.key} `));
      const objects = all.map(([, { object }]) => object);
      for (const warning of reductionWarnings(cluster, objects)) Annotations.of(this).addWarning(warning);
    }
  }

  #addGate(cluster: ProxmoxCluster): void {
    const gate = new NullResource(this, `gate-${cluster.key}`, {
      triggers: { cluster: cluster.key },
      provisioners: [
        localExec(this, "preflight access", {
          described: true,
          request: this.#request(() => [cluster.key]),
        }),
      ],
    });
    this.#gates.push(gate);
    for (const lifetime of this.#lifetimes) runAfter(lifetime, gate);
  }

  #request(keys: () => readonly string[]): string {
    return Lazy.stringValue({
      produce: () =>
        literalJson({
          construct: this.node.path,
          clusters: keys().map((key) => this.#checked(key)),
        } satisfies Visible<PreflightRequest>),
    });
  }

  #described(): Described<PreflightRequest> {
    return { objects: Object.fromEntries(this.#objects) };
  }

  #checked(key: string): CheckedCluster {
    const cluster = this.#clusters.get(key);
    if (!cluster) throw new Error(`${this.node.path}: cluster ${key} is not known`);
    return { cluster: clusterSpec(this, cluster), owner: this.owner(cluster) };
  }

  #states(): Record<string, string> {
    return Object.fromEntries([...this.#objects].map(([name, { state }]) => [literal(name), literal(state)]));
  }
}

function describedTwice(lifetime: NullResource, name: string, first: string): Error {
  return new Error(
    `${placeOf(lifetime)}: ${name} is described twice in stack ${TerraformStack.of(lifetime).node.id}, first by ${first}. ` +
      "Describe it once and hand the construct to whoever needs it, or give one of them another name.",
  );
}

/** The construct that describes the object. */
function placeOf(lifetime: NullResource): string {
  return lifetime.node.scope?.node.path ?? "";
}

/** An object's identity in words, behind its cluster's key; two objects are the same exactly if their names are. */
function objectName({ key }: ProxmoxCluster, object: ObjectSpec): string {
  switch (object.kind) {
    case "user":
      return `${key} user ${object.userid}`;
    case "role":
      return `${key} role ${object.roleid}`;
    case "acl":
      return `${key} acl ${object.path} ${object.roleid} ${object.subject.type} ${object.subject.ugid}`;
    case "token":
      return `${key} token ${object.userid}!${object.tokenid}`;
  }
}
