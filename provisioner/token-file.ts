import { readFile, unlink } from "node:fs/promises";
import { hclString, readHclString } from "../files/hcl-string";
import { refuseLink } from "../files/links";
import { writePrivateFile } from "../files/private-file";
import { removeFolder } from "../files/secret-folder";
import { UserError } from "../pve/user-error";
import type { TokenFileEntry, TokenFileRequest } from "../pve/spec";
import { readFreshSecret } from "./fresh-secret";
import type { Call } from "./io";
import { readDeployedFile, readRequest, readSecretFiles } from "./request";
import { REQUESTS } from "./request-shapes";

/** `write token-file`: the fresh secrets, and for the other tokens what the file already has. */
export async function writeTokenFile({ environment }: Call): Promise<string> {
  const request = readRequest(environment, REQUESTS.tokenFile);
  const known = parseTokenFile((await readOurs(request)) ?? "");
  const fresh = readSecretFiles(environment);
  const tokens: Record<string, string> = {};
  const lost: string[] = [];
  for (const entry of request.tokens) {
    const token = (await freshToken(entry, fresh[entry.key])) ?? knownToken(known, entry, request);
    if (token === undefined) lost.push(entry.fullTokenid);
    else tokens[entry.key] = token;
  }
  if (lost.length > 0) {
    throw new UserError(
      `${request.path} has no secret of ${lost.join(", ")}, and the Terraform state keeps none either. ` +
        "Set another `token.rotation` and deploy: that makes a new one.",
    );
  }
  await writePrivateFile(request.path, renderTokenFile(request, tokens));
  for (const { secretFolder } of request.tokens) await removeFolder(secretFolder);
  return `wrote ${request.path}`;
}

/** `delete token-file` */
export async function deleteTokenFile({ environment }: Call): Promise<string> {
  const request = { ...readRequest(environment, REQUESTS.tokenFile), ...readDeployedFile(environment) };
  if ((await readOurs(request)) === undefined) return `${request.path} is already gone`;
  await unlink(request.path);
  return `deleted ${request.path}`;
}

/** The file as `tofu fmt` would write it. @param tokens `user@realm!tokenid=secret` by cluster key */
export function renderTokenFile(
  { header, variable, shape }: Pick<TokenFileRequest, "header" | "variable" | "shape">,
  tokens: Readonly<Record<string, string>>,
): string {
  return `${header.trimEnd()}\n${variable} = ${shape === "map" ? map(tokens) : hclString(Object.values(tokens)[0] ?? "")}\n`;
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

async function freshToken(
  { fullTokenid }: TokenFileEntry,
  file: string | undefined,
): Promise<string | undefined> {
  const secret = file === undefined ? undefined : await readFreshSecret(file);
  return secret === undefined ? undefined : `${fullTokenid}=${secret}`;
}

/** The file's text if it is ours, undefined if there is none. */
async function readOurs({ path, header }: TokenFileRequest): Promise<string | undefined> {
  await refuseLink(path);
  const text = await readFile(path, "utf8").catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  });
  if (text === undefined || text.startsWith(header.trimEnd())) return text;
  throw new UserError(
    `${path} was not written by cdktf-proxmox-access and is left alone. Move it away, or choose another path.`,
  );
}
