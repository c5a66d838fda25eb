import { readFileSync } from "node:fs";
import { type ParseError, parse, printParseErrorCode } from "jsonc-parser";
import { UserError } from "../../pve/user-error";

/** A project's `cdktf.json`. */
export interface ConfigurationFile {
  /** As it is written. */
  readonly text: string;
  /** What stands under `context.proxmox`, not checked; undefined if nothing does, as where a program describes its clusters itself. */
  readonly context: unknown;
}

/**
 * Reads a project's configuration without a check.
 * @param file normally `cdktf.json`
 * @throws UserError when the file can't be read or is no JSON
 */
export function readConfigurationFile(file: string): ConfigurationFile {
  const text = readText(file);
  return { text, context: contextIn(text, file) };
}

/** What stands under `context.proxmox` of a text, in which comments and a last comma are passed over. @throws UserError when it is no JSON */
export function contextIn(text: string, file: string): unknown {
  const errors: ParseError[] = [];
  // cdktf reads over a byte order mark, too.
  const json = text.replace(/^\uFEFF/, "");
  const parsed: unknown = parse(json, errors, { allowTrailingComma: true });
  const [first] = errors;
  if (first !== undefined) {
    const line = json.slice(0, first.offset).split("\n").length;
    throw new UserError(
      `${file} is no JSON: ${printParseErrorCode(first.error)} in line ${String(line)}. Mend it first.`,
    );
  }
  if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed))
    throw new UserError(`${file} is no JSON object. Mend it first.`);
  return (parsed as { readonly context?: { readonly proxmox?: unknown } }).context?.proxmox;
}

/** The clusters in what stands under `context.proxmox`, not checked either. */
export function clustersIn(context: unknown): Readonly<Record<string, unknown>> {
  const { clusters } = (context ?? {}) as { readonly clusters?: Readonly<Record<string, unknown>> };
  return clusters ?? {};
}

function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    throw new UserError(`${file} can't be read. Run this in the project's folder, or name another file.`);
  }
}
