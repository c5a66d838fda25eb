import { readFileSync } from "node:fs";
import { type ProxmoxConfiguration, loadConfiguration } from "../../configuration";
import { UserError } from "../../pve/user-error";

/**
 * The configuration of a project, checked.
 * @param file normally `cdktf.json`
 * @throws UserError when the file can't be read or is no JSON, and ConfigurationError with every fault of it
 */
export function readConfiguration(file: string): ProxmoxConfiguration {
  const text = readText(file);
  return loadConfiguration(parse(text, file)?.context?.proxmox, text);
}

function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    throw new UserError(`${file} can't be read. Run this in the project's folder, or name another file.`);
  }
}

function parse(text: string, file: string): { readonly context?: { readonly proxmox?: unknown } } | null {
  try {
    return JSON.parse(text) as ReturnType<typeof parse>;
  } catch (cause) {
    throw new UserError(`${file} is no JSON: ${String(cause)}`, { cause });
  }
}
