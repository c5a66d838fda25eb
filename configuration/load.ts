import { settingsOf } from "./defaults";
import { duplicateKeyFaults } from "./duplicate-keys";
import { ConfigurationError } from "./error";
import { clashes } from "./rules/clashes";
import { conflicts } from "./rules/conflicts";
import { Draft } from "./rules/draft";
import { faultLine } from "./rules/fault";
import type { ProxmoxConfiguration } from "./types";

/**
 * Checks what stands under `proxmox` in the context of cdktf.json, and gives it with its defaults. Nothing is read
 * but the arguments.
 *
 * @param context `context.proxmox`
 * @param text cdktf.json as it is written, to find keys that are written twice
 * @throws ConfigurationError with every fault, each with its JSON path
 */
export function loadConfiguration(context: unknown, text = ""): ProxmoxConfiguration {
  const doubled = duplicateKeyFaults(text);
  if (context === undefined) {
    const missing = "context.proxmox: is missing; describe at least one cluster under clusters";
    throw new ConfigurationError([...doubled, missing]);
  }
  const { configuration, faults } = settingsOf(context);
  const conflicting = conflicts(new Draft(context)).map(faultLine);
  const found = [...new Set([...doubled, ...faults, ...conflicting])];
  if (configuration === undefined || found.length > 0) throw new ConfigurationError(found.sort());
  const clashing = clashes(configuration).map(faultLine);
  if (clashing.length > 0) throw new ConfigurationError(clashing.sort());
  return configuration;
}
