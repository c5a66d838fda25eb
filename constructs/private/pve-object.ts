import {
  Resource as NullResource,
  type ResourceConfig as NullResourceConfig,
} from "@cdktf/provider-null/lib/resource";
import { Lazy, TerraformIterator, TerraformStack } from "cdktf";
import { Construct } from "constructs";
import type {
  Described,
  ObjectKind,
  ObjectRequest,
  ObjectSpec,
  OwnedObject,
  RemovalPolicy,
  RemovalRequest,
} from "../../pve/spec";
import { type ProxmoxCluster, clusterSpec } from "../cluster";
import { address } from "./dependencies";
import { StackDescription } from "./description";
import { Guard } from "./guard";
import { literal } from "./hcl";
import { useProviders } from "./providers";
import { type ProvisionerCall, type ProvisionerCommand, localExec } from "./provisioner";

/** What every object of PVE can be given. */
export interface ProxmoxObjectProps {
  /** The cluster that keeps the object. */
  readonly cluster: ProxmoxCluster;
  /**
   * Takes over an object that exists and is not ours: it gets our settings, and destroy retains it.
   * @default false: an object that exists and is not ours stops the deploy with the difference
   */
  readonly adopt?: boolean;
  /**
   * What destroy does with the object.
   * @default "automatic": what we made is deleted, what we adopted is retained
   */
  readonly removalPolicy?: RemovalPolicy;
  /**
   * `absent` removes the object at the next deploy. A construct that is just taken out of the program leaves its
   * object behind, because Terraform does not run the destroy provisioner of a block that is gone.
   * @default "present"
   */
  readonly ensure?: "present" | "absent";
}

/** One object as two groups of triggers: what identifies it, and its settings as a plan shall show them. */
export interface DescribedObject {
  readonly spec: ObjectSpec;
  readonly identity: Readonly<Record<string, string>>;
  readonly settings: Readonly<Record<string, string>>;
}

/** What a noun tells {@link PveObject} about itself. */
export interface PveObjectDescription {
  readonly kind: ObjectKind;
  /** One object under its name; or, with `many`, any number of them, as a Terraform `for_each`. */
  readonly objects: Readonly<Record<string, DescribedObject>>;
  readonly many?: boolean;
  /** With `many`: the objects have settings of different names, as roles with different privileges do. */
  readonly settingsVary?: boolean;
  /** What `ensure` gets beyond the request. */
  readonly expressions?: ProvisionerCall["expressions"];
  /** What has to be there before the object is made, and stays until it is deleted. */
  readonly after?: readonly NullResource[];
}

/**
 * The one place that knows how an object of PVE becomes `null_resource`s.
 *
 * - *lifetime*: its triggers identify the object. It claims at create (reading only) and deletes at destroy.
 * - *settings*: its triggers are the readable settings. It creates the object or updates it in place.
 * - *settings-confirmed*: makes sure of it (see `confirm`).
 */
export class PveObject extends Construct {
  /** Its triggers identify the object; to replace it is to delete the object in PVE and to make another. */
  public readonly lifetime: NullResource;
  /** Its triggers are the settings; to replace it is to update the object in PVE. */
  public readonly settings: NullResource;
  /** What builds on the settings waits for this, and is replaced with it (see `PveObject.confirm`). */
  public readonly confirmed: NullResource;
  readonly #description: PveObjectDescription;
  readonly #props: ProxmoxObjectProps;
  protected readonly guard: Guard;

  public constructor(
    scope: Construct,
    id: string,
    description: PveObjectDescription,
    props: ProxmoxObjectProps,
  ) {
    super(scope, id);
    useProviders(this);
    refuseOtherStacks(this, description.after ?? []);
    this.#description = description;
    this.#props = props;
    this.guard = Guard.of(this);
    this.guard.enter(this, props.cluster);
    StackDescription.of(this).add(this, () => this.described());
    this.lifetime = this.#lifetime();
    this.settings = this.resource("settings", {
      triggers: "settings",
      reconciled: true,
      provisioners: [
        this.call(`ensure ${description.kind}`, { expressions: { self: SELF, ...description.expressions } }),
      ],
      after: [this.lifetime],
      replacedBy: [this.lifetime],
    });
    const self = `\${jsonencode(${this.#instance(this.settings)}.triggers)}`;
    this.confirmed = this.confirm(this.settings, `confirm ${description.kind}`, {
      expressions: { self, ...description.expressions },
    });
    this.guard.watch(props.cluster, this.lifetime, this.#owned());
  }

  /** The cluster that keeps the object. */
  public get cluster(): ProxmoxCluster {
    return this.#props.cluster;
  }

  /** Whether the object is to be there after the deploy. */
  public get present(): boolean {
    return this.#props.ensure !== "absent";
  }

  /** What every call about this object says in the stack's text. */
  protected get request(): RemovalRequest {
    return {
      cluster: clusterSpec(this, this.#props.cluster),
      owner: this.guard.owner(this.#props.cluster),
      construct: this.node.path,
      adopt: this.#props.adopt ?? false,
      removalPolicy: this.#props.removalPolicy ?? "automatic",
    };
  }

  /** What the calls find in the description. */
  protected described(): Described<ObjectRequest> {
    const objects = mapValues(this.#description.objects, ({ spec, settings }) => ({
      object: spec,
      settings,
    }));
    return { objects };
  }

  /** A call of the provisioner for this object. */
  protected call(command: ProvisionerCommand, call: Partial<ProvisionerCall> = {}) {
    return localExec(this, command, {
      request: this.request,
      described: true,
      ...call,
      expressions: { key: this.#key(), ...call.expressions },
    });
  }

  /** A `null_resource` for each object of this construct. */
  protected resource(id: string, options: ResourceOptions): NullResource {
    const resource = new NullResource(this, id, {
      ...(options.instances ?? this.#instances()),
      triggers: this.#triggers(options),
      ...(options.provisioners && { provisioners: [...options.provisioners] }),
      dependsOn: [...(options.after ?? [])],
      ...(options.replacedBy && {
        lifecycle: { replaceTriggeredBy: options.replacedBy.map((other) => this.#sameInstance(other)) },
      }),
    });
    return resource;
  }

  /**
   * Does a second time what another resource does. Terraform records a resource before it runs its provisioner, so when it
   * is killed its state may hold what was never done. This one is recorded only after the first is done: as long as it is
   * missing the next deploy makes it, and that does what may not have been done.
   */
  protected confirm(
    first: NullResource,
    command: ProvisionerCommand,
    call: Partial<ProvisionerCall>,
  ): NullResource {
    return this.resource(`${first.node.id}-confirmed`, {
      instances: this.#description.many
        ? { forEach: TerraformIterator.fromResources(first) }
        : this.#instances(),
      provisioners: [this.call(command, call)],
      after: [first],
      replacedBy: [first],
    });
  }

  #lifetime(): NullResource {
    const { kind, after } = this.#description;
    const lifetime = this.resource("lifetime", {
      triggers: "identity",
      provisioners: [this.call(`claim ${kind}`), this.#deletion()],
      ...(after && { after }),
    });
    return lifetime;
  }

  /** What was deployed is deleted, whatever the description says by now; so only the triggers name it. */
  #deletion() {
    return localExec(this, `delete ${this.#description.kind}`, {
      when: "destroy",
      request: this.request,
      expressions: { self: SELF },
    });
  }

  #owned(): OwnedObject[] {
    if (!this.present) return [];
    const { adopt, removalPolicy } = this.request;
    return Object.values(this.#description.objects).map(({ spec }) => ({
      object: spec,
      adopt,
      removalPolicy,
    }));
  }

  #triggers({ triggers, reconciled, constants }: ResourceOptions): Record<string, string> {
    const { many, objects, settingsVary } = this.#description;
    const always = reconciled === true && this.#props.cluster.reconcile === "always";
    const extra = { ...constants, ...(always && { reconciled: "${timestamp()}" }) };
    if (many && settingsVary && triggers === "settings") return eachSettings(always);
    const texts = Object.values(objects).map((object) => this.#texts(object, triggers));
    if (!many) return { ...literals(texts[0] ?? {}), ...extra };
    const names = texts.flatMap((text) => Object.keys(text));
    return { ...Object.fromEntries(names.map((name) => [name, `\${each.value.${name}}`])), ...extra };
  }

  #texts(object: DescribedObject, triggers: ResourceOptions["triggers"]): Readonly<Record<string, string>> {
    if (triggers === "identity") return { cluster: this.#props.cluster.key, ...object.identity };
    return triggers === "settings" ? object.settings : {};
  }

  #instances() {
    if (!this.#description.many) return this.present ? {} : { count: 0 };
    const objects = this.present ? this.#description.objects : {};
    const values = mapValues(objects, (object) => {
      const identity = literals(this.#texts(object, "identity"));
      const settings = withLiteralKeys(literals(object.settings));
      return this.#description.settingsVary ? { ...identity, settings } : { ...identity, ...settings };
    });
    return { forEach: TerraformIterator.fromMap(withLiteralKeys(values)) };
  }

  #key(): string {
    return this.#description.many ? "${each.key}" : literal(Object.keys(this.#description.objects)[0] ?? "");
  }

  #sameInstance(resource: NullResource): string {
    return this.#description.many ? `${address(resource)}[each.key]` : address(resource);
  }

  /** The same in an expression, where one that is not to be there has no instance. */
  #instance(resource: NullResource): string {
    return this.#description.many || this.present ? this.#sameInstance(resource) : `${address(resource)}[0]`;
  }
}

/** What was planned for an instance, or at destroy what was deployed. */
const SELF = "${jsonencode(self.triggers)}";

/** How one `null_resource` of an object differs from the others. */
export interface ResourceOptions {
  /** Triggers that are the object's own text. Left out: none. */
  readonly triggers?: "identity" | "settings";
  /** Triggers that are Terraform expressions, the same for every object. */
  readonly constants?: Readonly<Record<string, string>>;
  /** `true` runs it on every deploy of a cluster with `reconcile: "always"`. */
  readonly reconciled?: boolean;
  /** Left out: one for each object. */
  readonly instances?: Pick<NullResourceConfig, "count" | "forEach">;
  readonly provisioners?: readonly ReturnType<typeof localExec>[];
  readonly after?: readonly NullResource[];
  readonly replacedBy?: readonly NullResource[];
}

/** Terraform waits for resources of the same stack only. */
function refuseOtherStacks(construct: Construct, after: readonly NullResource[]): void {
  const stack = TerraformStack.of(construct);
  const other = after.find((resource) => TerraformStack.of(resource) !== stack);
  if (other === undefined) return;
  throw new Error(
    `${construct.node.path}: it needs ${other.node.scope?.node.path ?? other.node.path}, which is in another stack. Describe both in ` +
      "one stack; only the secret of a token can be used from another one.",
  );
}

/** The settings of each instance as they are, under whatever names. */
function eachSettings(always: boolean): Record<string, string> {
  const settings = always
    ? "${merge(each.value.settings, { reconciled = timestamp() })}"
    : "${each.value.settings}";
  return Lazy.anyValue({ produce: () => settings }) as unknown as Record<string, string>;
}

function mapValues<V, W>(values: Readonly<Record<string, V>>, map: (value: V) => W): Record<string, W> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, map(value)]));
}

function literals(values: Readonly<Record<string, string>>): Record<string, string> {
  return mapValues(values, literal);
}

function withLiteralKeys<V>(values: Readonly<Record<string, V>>): Record<string, V> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [literal(key), value]));
}
