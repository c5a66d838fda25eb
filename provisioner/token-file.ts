import { unlinkSync } from "node:fs";
import { resolve } from "node:path";
import { hclString, readHclString } from "../files/hcl-string";
import { HEADER, foreignFile, isOurs } from "../files/own-file";
import { writePrivateFile } from "../files/private-file";
import { readIfThere } from "../files/read";
import {
  type Deployed,
  type Description,
  type Settings,
  TOKEN_FILES,
  type TokenFileEntry,
  type TokenFileRequest,
  decode,
  fullTokenid,
} from "../pve/spec";
import { UserError } from "../pve/user-error";
import type { Call } from "./io";
import { readDescription, readTriggers } from "./read";
import { runFolder } from "./run-folder";

/**
 * Writes a file of tokens that never enter the state: the fresh secrets, and for the other tokens what the file already has, or had
 * at another place.
 * @throws UserError for a file that is not ours, and for a secret that is nowhere
 */
export function writeTokenFile(request: TokenFileRequest, deployed: Deployed): void {
  const before = readOurs(request.path);
  const known = [before ?? "", ...runFolder.moved()].map(parseTokenFile);
  const tokens: Record<string, string> = {};
  const lost: string[] = [];
  for (const entry of request.tokens) {
    const token =
      freshToken(entry, deployed) ?? known.flatMap((file) => knownToken(file, entry, request) ?? [])[0];
    if (token === undefined) lost.push(entry.fullTokenid);
    else tokens[entry.key] = token;
  }
  if (lost.length > 0) {
    throw new UserError(
      `${request.path} has no secret of ${lost.join(", ")}, and the Terraform state keeps none either. ` +
        "Set another `token.rotation` and deploy: that makes a new one.",
    );
  }
  const text = renderTokenFile(request, tokens);
  if (text !== before) writePrivateFile(request.path, text);
}

/**
 * `delete-token-file`: by the path that was deployed. Where the description names it no longer, its secrets may be wanted elsewhere, and
 * are kept until the end of the deploy.
 */
export function deleteTokenFile(call: Call): void {
  const { path = "" } = readTriggers(call.environment);
  const text = readOurs(path);
  if (text === undefined) return;
  if (!isDescribed(path, readDescription())) runFolder.keepMoved(path, text);
  remove(path, call);
}

/**
 * Deletes the files that a state has, where none is described any more. Of a resource that is out of the program Terraform runs nothing
 * at its end, and the downstream workspace would read on what is left.
 */
export function deleteFormerFiles(deployed: Settings, description: Description, call: Call): void {
  const paths = (deployed[TOKEN_FILES] ?? "").split("\n").filter((path) => path !== "");
  for (const path of paths)
    if (!isDescribed(path, description) && readOurs(path) !== undefined) remove(path, call);
}

function isDescribed(path: string, { files }: Description): boolean {
  return files.some(({ place }) => place === path);
}

function remove(path: string, { say }: Pick<Call, "say">): void {
  unlinkSync(path);
  say(`deleted ${resolve(path)}`);
}

/** The file as `tofu fmt` would write it. @param tokens `user@realm!tokenid=secret` by cluster key */
export function renderTokenFile(
  { variable, shape }: Pick<TokenFileRequest, "variable" | "shape">,
  tokens: Readonly<Record<string, string>>,
): string {
  return `${HEADER}\n${variable} = ${shape === "map" ? map(tokens) : hclString(Object.values(tokens)[0] ?? "")}\n`;
}

function map(tokens: Readonly<Record<string, string>>): string {
  const entries = Object.entries(tokens).map(([key, token]) => [hclKey(key), hclString(token)] as const);
  if (entries.length === 0) return "{}";
  const width = Math.max(...entries.map(([key]) => key.length));
  return `{\n${entries.map(([key, token]) => `  ${key.padEnd(width)} = ${token}\n`).join("")}}`;
}

/** A key that is an identifier stands bare, as a person would write it. */
function hclKey(key: string): string {
  return /^[A-Za-z_][\w-]*$/.test(key) ? key : hclString(key);
}

/** The tokens of a file that {@link renderTokenFile} wrote: `key = "token"` lines; other lines do not count. */
export function parseTokenFile(text: string): ReadonlyMap<string, string> {
  const lines = text.matchAll(/^\s*([A-Za-z_][\w-]*|"(?:[^"\\]|\\.)*")\s*=\s*("(?:[^"\\]|\\.)*")\s*$/gm);
  const entries = [...lines].map(([, key = "", value = ""]) => [
    readHclString(key) ?? key,
    readHclString(value),
  ]);
  return new Map(entries.filter((entry): entry is [string, string] => entry[1] !== undefined));
}

/** Its entry, also when the file had the other shape until now. */
function knownToken(
  known: ReadonlyMap<string, string>,
  { key, fullTokenid }: TokenFileEntry,
  { variable, tokens }: TokenFileRequest,
): string | undefined {
  const token = known.get(key) ?? (tokens.length === 1 ? known.get(variable) : undefined);
  return token?.startsWith(`${fullTokenid}=`) === true ? token : undefined;
}

/** The secret that this deploy has made for it. */
function freshToken({ key, fullTokenid: name }: TokenFileEntry, { clusters }: Deployed): string | undefined {
  const token = decode(clusters.get(key)?.settings ?? {}).find(
    (object) => object.kind === "token" && fullTokenid(object) === name,
  );
  const issue = token?.kind === "token" ? token.issue : undefined;
  const secret = issue === undefined ? undefined : runFolder.keeper(key).read(issue);
  return secret === undefined ? undefined : `${name}=${secret}`;
}

/** The file's text if it is ours, undefined if there is none. */
function readOurs(path: string): string | undefined {
  const text = readIfThere(path);
  if (text === undefined || isOurs(text)) return text;
  throw new UserError(foreignFile(path));
}
