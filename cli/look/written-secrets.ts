/** The secrets that the files of a deploy hold: variables of Terraform, variables of a shell, YAML. */
import { readHclString } from "../../files/hcl-string";
import { type ClusterSpec, type TokenSpec, fullTokenid } from "../../pve/spec";
import { isSecret } from "../../pve/wire";

/** Which secret is looked for. Tokens of several clusters have the same name. */
export interface Wanted {
  readonly token: Pick<TokenSpec, "userid" | "tokenid">;
  readonly cluster: Pick<ClusterSpec, "key" | "endpoint">;
  /** Whether the file is to hold this token only, which then may stand there without a key or an endpoint. */
  readonly isOnly: boolean;
}

/** The secret of a token in a file of ours. What stands there for another cluster is never found, also in a file of an older deploy. */
export function secretIn(text: string, wanted: Wanted): string | undefined {
  return inTerraform(text, wanted) ?? inSections(text, wanted);
}

/**
 * `api_token` in a cluster's block, or `key = "…"` in a map of tokens, or the variable of the only token. The last two say no endpoint:
 * the block of that cluster does, if there is one.
 */
function inTerraform(text: string, { token, cluster, isOnly }: Wanted): string | undefined {
  const endpoints = new Map<string, string>();
  let block = "";
  let endpoint: string | undefined;
  for (const [, indent, name = "", quoted = ""] of text.matchAll(ATTRIBUTE)) {
    const key = readHclString(name) ?? name;
    if (quoted === "{") block = key;
    const value = readHclString(quoted) ?? "";
    if (name === "endpoint") endpoints.set(block, (endpoint = value));
    const secret = secretOf(value, token);
    if (secret === undefined) continue;
    const [isMeant, where = cluster.endpoint] =
      name === "api_token"
        ? [true, endpoint ?? ""]
        : indent === ""
          ? [isOnly, endpoint]
          : [key === cluster.key, endpoints.get(key)];
    if (isMeant && isSame(where, cluster)) return secret;
  }
  return undefined;
}

const ATTRIBUTE = /^( *)([\w-]+|"(?:[^"\\]|\\.)*") *= (\{|"(?:[^"\\]|\\.)*")$/gm;

/** The variables of a tool, or an entry of a YAML list: endpoint and token by their names. */
function inSections(text: string, { token, cluster }: Wanted): string | undefined {
  for (const section of text.split(/^ {2}- /m)) {
    const values = Object.fromEntries(
      [...section.matchAll(VARIABLE)].map(([, exported, shell = "", name = "", quoted = ""]) =>
        exported === undefined ? [name, readHclString(quoted)] : [exported, shell.replaceAll(`'\\''`, "'")],
      ),
    ) as Readonly<Record<string, string | undefined>>;
    for (const read of TOOLS) {
      const [endpoint = "", full = ""] = read(values);
      const secret = secretOf(full, token);
      if (secret !== undefined && isSame(endpoint, cluster)) return secret;
    }
  }
  return undefined;
}

const VARIABLE = /^(?:export (\w+)='(.*)'| *(\w+): ("(?:[^"\\]|\\.)*"))$/gm;

type Read = (values: Readonly<Record<string, string | undefined>>) => readonly (string | undefined)[];

/** How a tool is told an endpoint and a token, in the order of `env-text.ts`; the last one is YAML. */
const TOOLS: readonly Read[] = [
  (v) => [v["PROXMOX_VE_ENDPOINT"], v["PROXMOX_VE_API_TOKEN"]],
  (v) => [v["PM_API_URL"], joined(v["PM_API_TOKEN_ID"], v["PM_API_TOKEN_SECRET"])],
  (v) => [
    `https://${v["PROXMOX_HOST"] ?? ""}:${v["PROXMOX_PORT"] ?? ""}`,
    joined(`${v["PROXMOX_USER"] ?? ""}!${v["PROXMOX_TOKEN_ID"] ?? ""}`, v["PROXMOX_TOKEN_SECRET"]),
  ],
  (v) => [v["PROXMOX_URL"], joined(v["PROXMOX_USERNAME"], v["PROXMOX_TOKEN"])],
  (v) => [v["PROXMOX_URL"], joined(v["PROXMOX_TOKEN"], v["PROXMOX_SECRET"])],
  (v) => [v["url"], joined(v["token_id"], v["token_secret"])],
];

function joined(full = "", secret = ""): string {
  return `${full}=${secret}`;
}

/** The secret of `user@realm!tokenid=secret`, if it is that token's. */
function secretOf(text: string, token: Wanted["token"]): string | undefined {
  const start = `${fullTokenid(token)}=`;
  const secret = text.startsWith(start) ? text.slice(start.length) : undefined;
  return isSecret(secret) ? secret : undefined;
}

function isSame(endpoint: string, cluster: Pick<ClusterSpec, "endpoint">): boolean {
  return URL.canParse(endpoint) && new URL(endpoint).origin === new URL(cluster.endpoint).origin;
}
