import { Resource as NullResource } from "@cdktf/provider-null/lib/resource";
import { Lazy, type TerraformResource, TerraformStack } from "cdktf";
import { Construct, type IConstruct } from "constructs";
import type { ObjectSpec, OwnedObject, PreflightRequest } from "../pve/spec";
import { type ProxmoxCluster, clusterSpec } from "./cluster";
import { address, runAfter } from "./dependencies";
import { literal, literalJson } from "./hcl";
import { useProviders } from "./providers";
import { localExec } from "./provisioner";

/**
 * Stands before everything that a stack does to one cluster. It changes nothing itself.
 *
 * - *gate*: its create provisioner logs in, checks our rights and claims every object, before any object of any
 *   cluster of the stack is made: what is refused, is refused before the first write.
 * - *guard*: depends on all objects and on the files, so it is the first to be destroyed whenever one of them is
 *   replaced or removed. Its destroy provisioner does the same checks: a rotation or a destroy with a wrong
 *   password stops with file, secret and token as they were.
 */
export class ClusterGuard extends Construct {
  /** The guard of this cluster in the scope's stack; made when it is asked for the first time. */
  public static of(scope: IConstruct, cluster: ProxmoxCluster): ClusterGuard {
    const stack = TerraformStack.of(scope);
    const id = `guard-${cluster.key}`;
    const existing = stack.node.tryFindChild(id);
    if (!(existing instanceof ClusterGuard)) return new ClusterGuard(stack, id, cluster);
    if (JSON.stringify(clusterSpec(stack, cluster)) !== JSON.stringify(clusterSpec(stack, existing.#cluster))) {
      throw new Error(
        `${scope.node.path}: cluster ${cluster.key} is described twice in stack ${stack.node.id}, with different ` +
          `endpoints or trust. Give every construct of a cluster the same \`cluster\` object.`,
      );
    }
    return existing;
  }

  readonly #cluster: ProxmoxCluster;
  readonly #gate: NullResource;
  readonly #guard: NullResource;
  readonly #lifetimes: NullResource[] = [];
  readonly #objects = new Map<string, OwnedObject>();
  readonly #replacedBy: string[] = [];

  private constructor(stack: TerraformStack, id: string, cluster: ProxmoxCluster) {
    super(stack, id);
    useProviders(this);
    this.#cluster = cluster;
    this.#gate = new NullResource(this, "gate", {
      triggers: { cluster: cluster.key },
      provisioners: [localExec(this, "preflight access", { request: this.#request(), expressions: { self: "{}" } })],
    });
    this.#guard = new NullResource(this, "guard", {
      triggers: Lazy.anyValue({ produce: () => this.#identities() }) as unknown as Record<string, string>,
      provisioners: [
        localExec(this, "preflight access", {
          when: "destroy",
          request: this.#request(),
          expressions: { self: "${jsonencode(self.triggers)}" },
        }),
      ],
      dependsOn: [],
      lifecycle: { replaceTriggeredBy: this.#replacedBy },
    });
    for (const other of guards(stack)) {
      for (const lifetime of other.#lifetimes) runAfter(lifetime, this.#gate);
    }
  }

  /** `<stack>/<cluster key>`: the owner that our mark names. */
  public get owner(): string {
    return `${TerraformStack.of(this).node.id}/${this.#cluster.key}`;
  }

  /** Puts an object under guard: it waits for all gates, and the guard goes before it. */
  public watch(lifetime: NullResource, objects: Readonly<Record<string, OwnedObject>>): void {
    this.#lifetimes.push(lifetime);
    for (const guard of guards(TerraformStack.of(this))) runAfter(lifetime, guard.#gate);
    for (const owned of Object.values(objects)) this.#objects.set(objectName(owned.object), owned);
    this.goBefore(lifetime);
  }

  /** Whenever this resource is replaced or removed, the guard's checks come first. */
  public goBefore(resource: NullResource): void {
    runAfter(this.#guard, resource);
    this.#replacedBy.push(address(resource));
  }

  /** The guard's checks come before this resource is destroyed in the course of anything else. */
  public goBeforeFile(file: TerraformResource): void {
    runAfter(this.#guard, file);
  }

  #request(): string {
    return Lazy.stringValue({
      produce: () =>
        literalJson({
          cluster: clusterSpec(this, this.#cluster),
          owner: this.owner,
          construct: this.node.path,
          objects: Object.fromEntries(this.#objects),
        } satisfies PreflightRequest),
    });
  }

  #identities(): Record<string, string> {
    const names = [...this.#objects.keys()].map((name) => [literal(name), "deployed"]);
    return { cluster: this.#cluster.key, ...(Object.fromEntries(names) as Record<string, string>) };
  }
}

/** An object's identity in words; two objects are the same exactly if their names are. */
function objectName(object: ObjectSpec): string {
  switch (object.kind) {
    case "user":
      return `user ${object.userid}`;
    case "role":
      return `role ${object.roleid}`;
    case "acl":
      return `acl ${object.path} ${object.roleid} ${object.subject.type} ${object.subject.ugid}`;
    case "token":
      return `token ${object.userid}!${object.tokenid}`;
  }
}

function guards(stack: TerraformStack): ClusterGuard[] {
  return stack.node.children.filter((child): child is ClusterGuard => child instanceof ClusterGuard);
}
