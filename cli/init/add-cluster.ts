import { type ParseError, parse } from "jsonc-parser";
import { ConfigurationError, loadConfiguration } from "../../configuration";
import { UserError } from "../../pve/user-error";
import { withProperty } from "./insert-property";

/** Where the clusters stand in cdktf.json. */
const CLUSTERS = ["context", "proxmox", "clusters"];

/** What a cdktf.json says, as far as it matters here. */
interface Described {
  readonly context?: { readonly proxmox?: { readonly clusters?: Readonly<Record<string, unknown>> } };
}

/**
 * What is described in a cdktf.json. Comments are passed over.
 * @param file how the user knows it
 * @throws UserError when it is no JSON object
 */
export function describedIn(text: string, file: string): Described {
  const errors: ParseError[] = [];
  const parsed: unknown = parse(text, errors, { allowTrailingComma: true });
  if (errors.length === 0 && typeof parsed === "object" && parsed !== null && !Array.isArray(parsed))
    return parsed;
  throw new UserError(`${file} is no JSON object. Mend it, or run this in another folder.`);
}

/** The clusters that are described in a cdktf.json. */
export function clustersIn(text: string, file: string): Readonly<Record<string, unknown>> {
  return describedIn(text, file).context?.proxmox?.clusters ?? {};
}

/**
 * A cdktf.json with one cluster more; all else is as it was, with its blanks and comments.
 * @throws UserError when there is such a cluster, and with every fault that the result would have
 */
export function withCluster(text: string, file: string, key: string, cluster: object): string {
  if (Object.hasOwn(clustersIn(text, file), key))
    throw new UserError(
      `${file} describes a cluster ${key} already. Give this one another key: npx cdktf-proxmox-access init <key>.`,
    );
  const result = withProperty(text, CLUSTERS, key, cluster);
  if (result === undefined)
    throw new UserError(`${file} is no object at ${CLUSTERS.join(".")}, or above. Mend it first.`);
  checkConfiguration(result, file);
  return result;
}

/** Checks a cdktf.json before it is written. @throws UserError with every fault */
export function checkConfiguration(text: string, file: string): void {
  try {
    loadConfiguration(describedIn(text, file).context?.proxmox, text);
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    throw new UserError(`With this cluster, ${error.message}`, { cause: error });
  }
}
