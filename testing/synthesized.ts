import { Testing, type TerraformStack } from "cdktf";
import {
  type ClusterSpec,
  ENVIRONMENT,
  type PreflightRequest,
  type RequestBase,
  type TokenFileRequest,
  type Visible,
} from "../pve/spec";
import {
  type EmittedInstance,
  type EmittedNullResource,
  type EmittedStack,
  callsOf,
  callsOfCommand,
} from "../constructs/private/emitted";
import { withoutEscapes } from "../constructs/private/hcl";
import { type ShownObject, type Texts, readObject } from "./objects";

/** A stack, or what `Testing.synth(stack)` or `Testing.synthScope(…)` gave for it. */
export type StackOrJson = TerraformStack | string;

/** What a stack does to one cluster. */
export interface ClusterAccess {
  readonly cluster: ClusterSpec;
  /** What is to be there after the deploy; an object with `ensure: "absent"` is not among them. */
  readonly objects: readonly ShownObject[];
}

/** A file that a stack writes. */
export interface WrittenFile {
  /** As the stack's folder sees it. */
  readonly path: string;
  /** Terraform expressions stand for the secrets. */
  readonly content: string;
}

/** What a stack is about, read from the JSON that Terraform will get: nothing else can be deployed. */
export interface StackAccess {
  /** In the order of their keys. */
  readonly clusters: readonly ClusterAccess[];
  readonly files: readonly WrittenFile[];
  readonly tokenFiles: readonly TokenFileRequest[];
}

/** Reads a stack. Nothing is run, and nothing but the stack is looked at. */
export function readStack(stack: StackOrJson): StackAccess {
  const text = typeof stack === "string" ? stack : Testing.synth(stack);
  const { resource = {} } = JSON.parse(text) as EmittedStack;
  const resources = Object.values(resource.null_resource ?? {});
  const objects = resources.flatMap((settings) => objectsOf(settings, resources));
  // The one that goes with a destroy names every cluster.
  const guards = resources.flatMap((one) =>
    requests<Visible<PreflightRequest>>(one, "preflight access", "destroy"),
  );
  return {
    clusters: guards
      .flatMap(({ clusters }) => clusters)
      .map(({ cluster }) => ({
        cluster,
        objects: objects.filter(({ key }) => key === cluster.key).map(({ object }) => object),
      }))
      .sort((a, b) => (a.cluster.key < b.cluster.key ? -1 : 1)),
    files: Object.values(resource.local_file ?? {}).map(({ filename, content }) => ({
      path: filename,
      content,
    })),
    tokenFiles: resources.flatMap((one) => requests<TokenFileRequest>(one, "write token-file")),
  };
}

interface KeyedObject {
  readonly key: string;
  readonly object: ShownObject;
}

/** The objects whose settings a resource has; its construct's other resource identifies them. */
function objectsOf(settings: EmittedNullResource, all: readonly EmittedNullResource[]): KeyedObject[] {
  const command = callsOf(settings).find((call) => call.command.startsWith("ensure "))?.command;
  if (command === undefined || settings.count === 0) return [];
  const kind = command.replace("ensure ", "");
  const [request] = requests<RequestBase>(settings, command);
  if (request === undefined) return [];
  const { construct, cluster } = request;
  const keyed = (identity: Texts, own: Texts) => ({
    key: cluster.key,
    object: readObject({ kind, identity: plain(identity), settings: plain(own) }),
  });
  if (typeof settings.for_each === "object")
    return Object.values(settings.for_each).map((each) => keyed(...parts(each)));
  const lifetime = all.find((one) =>
    requests<RequestBase>(one, `claim ${kind}`).some((claim) => claim.construct === construct),
  );
  return [keyed(lifetime?.triggers as Texts, settings.triggers as Texts)];
}

function parts(instance: EmittedInstance): [identity: Texts, settings: Texts] {
  const { settings = instance, ...identity } = instance;
  return [identity as Texts, settings as Texts];
}

function requests<R>(...[resource, command, when]: Parameters<typeof callsOfCommand>): R[] {
  return callsOfCommand(resource, command, when).map(
    ({ environment = {} }) => JSON.parse(withoutEscapes(environment[ENVIRONMENT.request] ?? "{}")) as R,
  );
}

function plain(texts: Texts): Texts {
  return Object.fromEntries(
    Object.entries(texts).map(([name, text]) => [withoutEscapes(name), withoutEscapes(text)]),
  );
}
