import { type FormattingOptions, type ParseError, applyEdits, modify, parse } from "jsonc-parser";
import { ConfigurationError, type ProxmoxConfiguration, loadConfiguration } from "../../configuration";
import { UserError } from "../../pve/user-error";

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
  if (errors.length === 0 && typeof parsed === "object" && parsed !== null) return parsed;
  throw new UserError(`${file} is no JSON object. Mend it, or run this in another folder.`);
}

/** The clusters that are described in a cdktf.json. */
export function clustersIn(text: string, file: string): Readonly<Record<string, unknown>> {
  return describedIn(text, file).context?.proxmox?.clusters ?? {};
}

/**
 * A cdktf.json with one cluster more; all else is as it was, with its blanks and comments.
 * @throws UserError when there is such a cluster; ConfigurationError with every fault that the result would have
 */
export function withCluster(text: string, file: string, key: string, cluster: object): string {
  if (Object.hasOwn(clustersIn(text, file), key))
    throw new UserError(
      `${file} describes a cluster ${key} already. Give this one another key: npx cdktf-proxmox-access init <key>.`,
    );
  const edits = modify(text, [...CLUSTERS, key], cluster, { formattingOptions: styleOf(text) });
  const result = applyEdits(text, edits);
  checked(result, file);
  return result;
}

/** The configuration of a cdktf.json. @throws UserError with every fault */
export function checked(text: string, file: string): ProxmoxConfiguration {
  try {
    return loadConfiguration(describedIn(text, file).context?.proxmox, text);
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    throw new UserError(`With this cluster, ${error.message}`, { cause: error });
  }
}

/** How the text is indented: as its first line that is, by two blanks if none is. */
function styleOf(text: string): FormattingOptions {
  const [, indent = "  "] = /^([ \t]+)\S/m.exec(text) ?? [];
  const isTab = indent.startsWith("\t");
  return {
    insertSpaces: !isTab,
    tabSize: isTab ? 1 : indent.length,
    eol: text.includes("\r\n") ? "\r\n" : "\n",
  };
}
