import { closeSync, lstatSync, openSync, readSync } from "node:fs";
import { isAbsolute, resolve } from "node:path";
import { File as LocalFile } from "@cdktf/provider-local/lib/file";
import { type TerraformResourceLifecycle, TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { hclString } from "../../../files/hcl-string";
import { type DescribedFile, HEADER } from "../../../pve/spec";
import type { ProxmoxAccess } from "../../access";
import { ClusterResources } from "../cluster-resources";
import { runAfter } from "../dependencies";
import { literal } from "../hcl";
import { fromStackFolder, projectFolder } from "../project-path";
import { useProviders } from "../providers";
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
  readonly ssh?: readonly string[];
}

/**
 * Writes a file, 0600, once every token in it works. A file that is not ours is never overwritten: synth refuses it, and the
 * plan too, for the machine that deploys may be another one.
 */
export function ownedFile(scope: Construct, { path, content, accesses, ssh = [] }: OwnedFile): void {
  useProviders(scope);
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
  if (kept.length > 0) settled?.tell(describedFile(scope, path, kept));
  settled?.tellNext(ssh);
  refuseForeign(scope, path);
}

/** A file with the tokens of accesses, as the stack's description has it. */
export function describedFile(
  scope: Construct,
  path: string,
  accesses: readonly Pick<ProxmoxAccess, "cluster" | "token">[],
): DescribedFile {
  const tokens = accesses.map(({ cluster: { key }, token: { fullTokenid } }) => ({ key, fullTokenid }));
  return { path, location: fromStackFolder(scope, path), tokens };
}

/** Refuses at synth a file that is not ours, since cdktf loses the end of a failed plan. */
export function refuseForeign(scope: Construct, path: string): void {
  const place = resolve(projectFolder(scope), path);
  scope.node.addValidation({
    validate: () => (isOurs(place) ? [] : [`${refusal(path)} Nothing was changed.`]),
  });
}

type Precondition = NonNullable<TerraformResourceLifecycle["precondition"]>[number];

function notForeign(scope: Construct, path: string): Precondition {
  const name = `"${filename(scope, path, (text) => hclString(text).slice(1, -1))}"`;
  const ours = `try(trimspace(file(${name})) == "" || startswith(file(${name}), ${hclString(HEADER)}), false)`;
  return {
    // A condition has to refer to something, which an absolute path does not.
    condition: `\${path.module == "" || try(!fileexists(${name}), false) || ${ours}}`,
    errorMessage: literal(refusal(path)),
  };
}

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

function refusal(path: string): string {
  return `${path} exists and was not written by cdktf-proxmox-access. Move it away, or have the file written elsewhere.`;
}

/** Whether nothing is lost when the file is written: there is none, it is empty, or it begins with our header. */
function isOurs(place: string): boolean {
  const found = lstatSync(place, { throwIfNoEntry: false });
  if (found === undefined) return true;
  if (!found.isFile()) return false;
  const start = Buffer.alloc(HEADER.length);
  const file = openSync(place, "r");
  try {
    const text = start.toString("utf8", 0, readSync(file, start, 0, start.length, 0));
    return text === HEADER || (found.size < HEADER.length && text.trim() === "");
  } finally {
    closeSync(file);
  }
}

/** The path as a Terraform template; a relative one starts at `path.module`. */
function filename(scope: Construct, path: string, escaped: (text: string) => string = literal): string {
  const seen = escaped(fromStackFolder(scope, path));
  return isAbsolute(path) ? seen : `\${path.module}/${seen}`;
}
