import { readFileSync } from "node:fs";
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

/** What stands under `context.proxmox` of a text. @throws UserError when it is no JSON */
export function contextIn(text: string, file: string): unknown {
  try {
    // cdktf reads over a byte order mark, too.
    const parsed = JSON.parse(text.replace(/^\uFEFF/, "")) as {
      readonly context?: { readonly proxmox?: unknown };
    } | null;
    return parsed?.context?.proxmox;
  } catch (cause) {
    throw new UserError(`${file} is no JSON: ${String(cause)}`, { cause });
  }
}

function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    throw new UserError(`${file} can't be read. Run this in the project's folder, or name another file.`);
  }
}
