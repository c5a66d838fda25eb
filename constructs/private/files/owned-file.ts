import { isAbsolute, resolve } from "node:path";
import { File as LocalFile } from "@cdktf/provider-local/lib/file";
import { App, type TerraformResourceLifecycle, TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { hclString } from "../../../files/hcl-string";
import { HEADER, foreignFile, prepareOwnFile } from "../../../files/own-file";
import type { DescribedLogin, TokenFileEntry } from "../../../pve/spec";
import type { ProxmoxAccess } from "../../access";
import { ClusterResources } from "../cluster-resources";
import { runAfter } from "../resources/dependencies";
import { literal } from "../hcl";
import { keepStatePrivate } from "../state/private-state";
import { fromStackFolder, projectFolder } from "../project-path";
import { useProviders } from "../providers";
import { refusedPlaces } from "../refused-places";
import { Settled } from "../settled";

/** A file that is written for others. */
export interface OwnedFile {
  /** Relative to the project, or absolute. It is text, whatever is in it. */
  readonly path: string;
  /** What goes below our header; it may hold Terraform expressions. */
  readonly content: string;
  /** Whose tokens are in it. */
  readonly accesses: readonly ProxmoxAccess[];
  /** The SSH logins that its reader needs. */
  readonly ssh?: readonly DescribedLogin[];
}

/**
 * Writes a file, 0600, once every token in it works. A file that is not ours is never overwritten: synth refuses it, and the
 * plan too, for the machine that deploys may be another one.
 */
export function ownedFile(scope: Construct, { path, content, accesses, ssh = [] }: OwnedFile): LocalFile {
  useProviders(scope);
  keepStatePrivate(scope);
  // A stack waits as a whole for the stacks whose tokens it refers to.
  const own = accesses.filter((access) => TerraformStack.of(access) === TerraformStack.of(scope));
  const file = new LocalFile(scope, "Default", {
    filename: filename(scope, path),
    content: `${HEADER}\n${content}`,
    filePermission: "0600",
    directoryPermission: "0700",
    dependsOn: [],
    lifecycle: { precondition: [notForeign(scope, path), ...own.flatMap(secretIsThere)] },
  });
  for (const { cluster, token } of own) {
    const resources = ClusterResources.of(cluster);
    runAfter(file, resources.secretOf(token)?.resource ?? resources.reconcile);
  }
  const settled = Settled.find(scope);
  if (own.length > 0) settled?.waitFor(file);
  const kept = own.filter(({ cluster, token }) => ClusterResources.of(cluster).secretOf(token) !== undefined);
  if (kept.length > 0) settled?.tell({ path, tokens: tokensOf(kept) });
  settled?.tellNext(ssh);
  prepareAtSynth(scope, path);
  return file;
}

/** The tokens of accesses, as the stack's description has them. */
export function tokensOf(
  accesses: readonly Pick<ProxmoxAccess, "cluster" | "token">[],
): readonly TokenFileEntry[] {
  return accesses.map(({ cluster: { key }, token: { fullTokenid } }) => ({ key, fullTokenid }));
}

/**
 * Refuses at synth what stands where a file of ours belongs, since cdktf loses the end of a failed plan, and what another construct
 * of the app writes: no plan would be empty. What is ours there is taken from others: the `local` provider would write into it as
 * it is.
 */
export function prepareAtSynth(scope: Construct, path: string): void {
  const first = firstWriter(scope, resolve(projectFolder(scope), path));
  const twice =
    `${scope.node.path}: ${path} is written by ${first.node.path} too. Have one of them written into another folder, or under ` +
    "another name. Nothing was changed.";
  scope.node.addValidation({
    validate: () =>
      first === scope ? refusedPlaces(() => prepareOwnFile(path, projectFolder(scope))) : [twice],
  });
}

/** Of each app, who writes the files, by their places. */
const writers = new WeakMap<App, Map<string, Construct>>();

function firstWriter(scope: Construct, place: string): Construct {
  const app = App.of(scope);
  const all = writers.get(app) ?? new Map<string, Construct>();
  writers.set(app, all);
  const first = all.get(place) ?? scope;
  all.set(place, first);
  return first;
}

type Precondition = NonNullable<TerraformResourceLifecycle["precondition"]>[number];

/** What was cut short in the middle of a character is no text, so the header is looked for in its bytes. */
function notForeign(scope: Construct, path: string): Precondition {
  const place = quotedFilename(scope, path);
  const cutShort = `try(startswith(${hclString(HEADER)}, trimspace(file(name))), false)`;
  const ours = `startswith(filebase64(name), base64encode(${hclString(HEADER.slice(0, WHOLE))}))`;
  return {
    // A condition has to refer to something, which an absolute path does not. Only what follows `if` keeps Terraform from opening
    // a named pipe, for whose other end it would wait.
    condition: `\${path.module == "" || try(alltrue([for name in [${place}] : ${cutShort} || ${ours} if fileexists(name)]), false)}`,
    errorMessage: literal(foreignFile(path)),
  };
}

/** Base64 says the same of what begins with the same bytes only for a multiple of three. */
const WHOLE = HEADER.length - (HEADER.length % 3);

/**
 * It is unknown when a secret is planned, since one that was lost is issued again during the deploy. Where it is known, Terraform was
 * killed while that went on.
 */
function secretIsThere({ cluster, token }: ProxmoxAccess): Precondition[] {
  const secret = ClusterResources.of(cluster).secretOf(token)?.address;
  if (secret === undefined) return [];
  return [
    {
      condition: `\${${secret}.id == "" ? false : ${secret}.triggers.secret != ""}`,
      errorMessage: literal(
        `The secret of API token ${token.fullTokenid} was lost. Set another \`token.rotation\` and deploy: that makes a new one.`,
      ),
    },
  ];
}

/** The path as a Terraform template; a relative one starts at `path.module`. */
function filename(scope: Construct, path: string, escaped: (text: string) => string = literal): string {
  const seen = escaped(fromStackFolder(scope, path));
  return isAbsolute(path) ? seen : `\${path.module}/${seen}`;
}

/** The same as a Terraform expression. */
export function quotedFilename(scope: Construct, path: string): string {
  return `"${filename(scope, path, (text) => hclString(text).slice(1, -1))}"`;
}
