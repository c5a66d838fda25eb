import { Resource as NullResource } from "@cdktf/provider-null/lib/resource";
import { Annotations, App, Aspects, type TerraformResource, TerraformStack } from "cdktf";
import { Construct, type IConstruct } from "constructs";
import {
  type DescribedCluster,
  type DescribedBundle,
  type DescribedFile,
  type DescribedToken,
  type DescribedLogin,
  type Description,
  type StackRequest,
  TOKEN_FILES,
  type TokenFileRequest,
  describedNames,
  namesDigest,
} from "../../pve/spec";
import { hclString } from "../../files/hcl-string";
import { environmentKey } from "../../pve/names";
import { heedAspectsAbove } from "./aspects-above";
import { runsElsewhere, stateFilesFromStack } from "./state/backend";
import { address, runAfter } from "./resources/dependencies";
import { DescriptionFile } from "./description";
import { lateTexts } from "./resources/late";
import { keepStatePrivate } from "./state/private-state";
import { useProviders } from "./providers";
import { fromStackFolder } from "./project-path";
import { OWN_TRIGGERS, localExec } from "./provisioner";

/** What a stack has to know of a cluster. */
export interface SettledCluster {
  readonly construct: Construct;
  readonly key: string;
  /** What is described of it; asked when the stack is synthesized. */
  readonly describe: () => DescribedCluster;
  /** Terraform expression of a map with all that is deployed of it. */
  readonly deployed: string;
}

/**
 * Stands behind everything that a stack does in PVE: it is created last and destroyed first. Its triggers say all that is
 * deployed, so its destroy provisioner, `preflight`, can compare that with the description, check every cluster that has
 * something to do, and take away what is described no longer. Its create provisioner, `finish`, makes sure that all is done.
 */
export class Settled extends Construct {
  /** That of the scope's stack; made when it is asked for the first time. */
  public static of(scope: IConstruct): Settled {
    const stack = TerraformStack.of(scope);
    return Settled.find(scope) ?? new Settled(stack, "settled");
  }

  /** That of the scope's stack, if it has one: a stack without a cluster has none. */
  public static find(scope: IConstruct): Settled | undefined {
    const existing = TerraformStack.of(scope).node.tryFindChild("settled");
    return existing instanceof Settled ? existing : undefined;
  }

  /** Terraform expression of the id that names this state, so that two states of one description know each other apart. */
  public readonly state: string;
  readonly #resource: NullResource;
  readonly #clusters: SettledCluster[] = [];
  readonly #keys = new Map<string, SettledCluster>();
  readonly #places = new Map<string, Place>();
  readonly #before: TerraformResource[] = [];
  readonly #replacedBy: string[] = [];
  /** Whether the state gets the secret of any token. */
  public secretsInState = false;
  readonly #tokens: DescribedToken[] = [];
  readonly #files: DescribedFile[] = [];
  readonly #bundles: DescribedBundle[] = [];
  readonly #ssh = new Map<string, DescribedLogin>();
  readonly #tokenFiles: TokenFileRequest[] = [];

  private constructor(stack: TerraformStack, id: string) {
    super(stack, id);
    useProviders(this);
    keepStatePrivate(this);
    const state = new NullResource(this, "state");
    this.state = `${address(state)}.id`;
    new DescriptionFile(this, "description", () => this.#describe());
    const request = () => this.#request(stack);
    const triggers = OWN_TRIGGERS;
    this.#resource = new NullResource(this, "Default", {
      triggers: lateTexts(() => this.#triggers()),
      provisioners: [
        localExec(this, "preflight", { when: "destroy", request, triggers }),
        localExec(this, "finish", { request, triggers, state: this.state }),
      ],
      dependsOn: [],
      lifecycle: { replaceTriggeredBy: this.#replacedBy },
    });
    this.node.addValidation({ validate: () => [...this.#otherStacks(), ...this.#noNames()] });
    heedAspectsAbove(this);
    // The backend may be made after this.
    Aspects.of(this.#resource).add({ visit: () => this.#sayWhereItRuns(stack) });
  }

  /** Makes a cluster known. @throws Error when the stack has one with that key, or with one that names the same variables */
  public enter(cluster: SettledCluster): void {
    const name = environmentKey(cluster.key);
    const first = this.#keys.get(name);
    if (first !== undefined) {
      const taken =
        first.key === cluster.key
          ? `is taken by ${first.construct.node.path}`
          : `and ${first.key} of ${first.construct.node.path} would both read their login from PROXMOX_VE_${name}_…`;
      throw new Error(
        `${cluster.construct.node.path}: cluster key ${cluster.key} ${taken}. Give every construct of ` +
          "a cluster the same ProxmoxCluster, or this one another `key`.",
      );
    }
    this.#keys.set(name, cluster);
    this.#clusters.push(cluster);
  }

  /** Makes an object known by its name. @throws Error when the stack describes the same object elsewhere */
  public claim(
    construct: Construct,
    { key, endpoint }: { key: string; endpoint: string },
    name: string,
  ): void {
    const place = { path: construct.node.path, name: `${key} ${name}` };
    const first = this.#places.get(`${endpoint} ${name}`);
    if (first !== undefined) {
      throw new Error(
        `${place.path}: ${place.name} is described twice in stack ${TerraformStack.of(this).node.id}, first by ${first.path}. ` +
          "Describe it once and hand the construct to whoever needs it, or give one of them another name.",
      );
    }
    this.#places.set(`${endpoint} ${name}`, place);
  }

  /** Whenever this is replaced or removed, `preflight` comes before, and `finish` behind it. */
  public standBehind(resource: TerraformResource): void {
    this.waitFor(resource);
    this.#replacedBy.push(address(resource));
  }

  /** `finish` comes behind this. */
  public waitFor(resource: TerraformResource): void {
    this.#before.push(resource);
    runAfter(this.#resource, resource);
  }

  /** A token, for whoever is to change it in the program. */
  public tellToken(token: DescribedToken): void {
    this.#tokens.push(token);
  }

  /** A file with tokens of the stack: its place is looked at before a deploy changes anything, and its end names it. */
  public tell(file: Omit<DescribedFile, "place">): void {
    this.#files.push({ ...file, place: fromStackFolder(this, file.path) });
  }

  /** A file that a deploy says at its end to be trusted. Its clusters are read when the stack is synthesized. */
  public tellBundle(file: Omit<DescribedBundle, "place">): void {
    this.#bundles.push({ ...file, place: fromStackFolder(this, file.path) });
  }

  /** SSH logins that come next. */
  public tellNext(logins: readonly DescribedLogin[]): void {
    for (const login of logins) this.#ssh.set(Object.values(login).join(" "), login);
  }

  /** `finish` writes this file. */
  public writes(file: TokenFileRequest): void {
    this.#tokenFiles.push(file);
  }

  #triggers(): string {
    const deployed = this.#clusters.map((cluster) => cluster.deployed);
    const files = this.#tokenFiles.map(({ path }) => path);
    const own = [`state = ${this.state}`];
    if (files.length > 0) own.push(`${TOKEN_FILES} = ${hclString(files.join("\n"))}`);
    return `\${merge(${[`{ ${own.join(", ")} }`, ...deployed].join(", ")})}`;
  }

  #describe(): Description {
    const clusters = this.#clusters.map(({ key, describe }) => [key, describe()] as const);
    return {
      clusters: Object.fromEntries(clusters),
      tokens: this.#tokens,
      files: this.#files,
      bundles: this.#bundles,
      ssh: [...this.#ssh.values()],
    };
  }

  #request(stack: TerraformStack): StackRequest {
    return {
      construct: this.node.path,
      stack: stack.node.id,
      names: namesDigest(describedNames(this.#describe())),
      stateFiles: stateFilesFromStack(this),
      secretsInState: this.secretsInState,
      tokenFiles: this.#tokenFiles,
    };
  }

  #sayWhereItRuns(stack: TerraformStack): void {
    if (!runsElsewhere(stack)) return;
    Annotations.of(this).addInfo(
      "A deploy of this stack starts programs that have to reach your clusters, and HCP Terraform runs a workspace on its own " +
        'machines unless it is told otherwise. Set the execution mode of this workspace to "Local".',
    );
  }

  /** The constructs at the top of the stack whose ids give what is in them names that `init` refuses, in words of its own. */
  #noNames(): string[] {
    const stack = TerraformStack.of(this);
    const top = ({ node }: TerraformResource) => node.scopes[stack.node.scopes.length]?.node.path;
    const refused = this.#before.filter(({ friendlyUniqueId }) => !/^[A-Za-z_]/.test(friendlyUniqueId));
    return [...new Set(refused.map(top))].map(
      (path) =>
        `${String(path)}: a name in Terraform begins with a letter or _, and those of what this makes begin with its id. ` +
        "Give it another id; a cluster can keep this one as its `key`. Nothing was changed.",
    );
  }

  /** The objects that a stack before this one describes too: each would take them for its own. */
  #otherStacks(): string[] {
    const all = App.of(this)
      .node.findAll()
      .filter((construct) => construct instanceof Settled);
    const others = all.slice(0, all.indexOf(this));
    return [...this.#places].flatMap(([object, { path, name }]) => {
      const first = others.map((other) => other.#places.get(object)).find((place) => place !== undefined);
      if (first === undefined) return [];
      return [
        `${path}: ${name} is described by ${first.path} too, in another stack of this app. Describe it in one of them, or ` +
          "give one of them another name. Nothing was changed.",
      ];
    });
  }
}

/** Where an object is described, and how errors name it. */
interface Place {
  readonly path: string;
  readonly name: string;
}
