import { type JSONVisitor, visit } from "jsonc-parser";
import type { z } from "zod";
import { quote } from "../pve/names/words";
import type { ProxmoxConfiguration } from "./types";
import { clusterWithDefaults } from "./identities";
import { clashes } from "./rules/clashes";
import { conflicts } from "./rules/conflicts";
import { Draft } from "./rules/draft";
import { faultLine, faultsOf, jsonPath } from "./rules/faults";
import { configurationSchema } from "./schema/root";
import { ConfigurationError } from "./error";

/**
 * Checks what stands under `proxmox` in the context of cdktf.json, and gives it with its defaults. Nothing is read
 * but the arguments, and the clock, since nothing may expire in the past.
 *
 * @param context `context.proxmox`
 * @param text cdktf.json as it is written, to find keys that are written twice
 * @throws ConfigurationError with every fault, each with its JSON path
 */
export function loadConfiguration(context: unknown, text = ""): ProxmoxConfiguration {
  const doubled = checkDuplicateKeys(text);
  if (context === undefined) {
    const missing = "context.proxmox: is missing; describe at least one cluster under clusters";
    throw new ConfigurationError([...doubled, missing]);
  }
  const draft = new Draft(context);
  const parsed = configurationSchema.safeParse(context);
  const single = parsed.success ? [] : faultsOf(parsed.error.issues, draft);
  const faults = [...new Set([...doubled, ...[...single, ...conflicts(draft)].map(faultLine)])].sort();
  if (!parsed.success || faults.length > 0) throw new ConfigurationError(faults);
  const configuration = withDefaults(parsed.data, draft);
  const clashing = clashes(configuration).map(faultLine);
  if (clashing.length > 0) throw new ConfigurationError(clashing.sort());
  return configuration;
}

/**
 * The keys that an object of a JSON text has twice, of which `JSON.parse` silently keeps the last: one line each,
 * with its place.
 */
export function checkDuplicateKeys(text: string): string[] {
  const open: Set<string>[] = [];
  const faults: string[] = [];
  const visitor: JSONVisitor = {
    onObjectBegin: () => void open.push(new Set()),
    onObjectEnd: () => void open.pop(),
    onObjectProperty: (key, _offset, _length, line, _column, parent) => {
      const seen = open.at(-1);
      if (seen?.has(key)) {
        faults.push(
          `${jsonPath([...parent(), key])}: ${quote(key)} is written twice, again in line ${String(line + 1)}; only the last would count`,
        );
      }
      seen?.add(key);
    },
  };
  visit(text, visitor);
  return faults.sort();
}

/** Defaults that depend on another setting. */
function withDefaults(parsed: z.output<typeof configurationSchema>, draft: Draft): ProxmoxConfiguration {
  const { clusters, tfvars, stateEncryption, ...rest } = parsed;
  const named = Object.entries(clusters).map(([key, cluster]) => {
    return [key, clusterWithDefaults(key, cluster, draft.at("clusters").at(key))] as const;
  });
  const shape = tfvars.shape ?? (tfvars.secret === "file" ? "split" : "map");
  const passphraseVariable =
    typeof stateEncryption === "object" ? stateEncryption.passphraseVariable : "state_passphrase";
  return {
    ...rest,
    clusters: Object.fromEntries(named),
    tfvars: { ...tfvars, shape },
    ...((stateEncryption ?? false) !== false && { stateEncryption: { passphraseVariable } }),
  };
}
