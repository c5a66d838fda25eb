import type { EnvFlavor } from "../../../configuration";
import { inSingleQuotes } from "../../../files/shell-word";
import { literal } from "../hcl";

/** A token and how its cluster is reached. */
export interface TokenAccess {
  /** `https://host:8006` */
  readonly endpoint: string;
  readonly insecure: boolean;
  /** The SSH user of the provider. */
  readonly sshUsername: string;
  readonly userid: string;
  readonly tokenid: string;
  /** Terraform expression of the secret, whose characters mean nothing to a shell or to YAML. */
  readonly secret: string;
}

/** An access, and how a shell is told what to trust of its cluster. */
export interface EnvAccess extends TokenAccess {
  /** A line that exports a variable with the path of the CAs, as a Terraform template; empty where nothing has to be told. */
  readonly exportCa: (variable: string) => string;
}

/** A variable's value: text, and then perhaps the secret. */
interface Value {
  readonly text: string;
  readonly secret?: string;
}

type Variables = Readonly<Record<string, Value>>;

/** `export NAME='value'` for each variable of the tools, to be read by a POSIX shell. */
export function envText(flavors: readonly EnvFlavor[], access: EnvAccess): string {
  return flavors
    .map((flavor) => {
      const ca = CA[flavor];
      const lines = exportLines(VARIABLES[flavor](access));
      return `# ${flavor}\n${lines}${ca === undefined ? "" : access.exportCa(ca)}`;
    })
    .join("");
}

/** The variable that names a file of CAs: Go's own, or the tool's. */
const CA: Readonly<Record<EnvFlavor, string | undefined>> = {
  bpg: "SSL_CERT_FILE",
  telmate: "SSL_CERT_FILE",
  ansible: "PROXMOX_CA_PATH",
  packer: "SSL_CERT_FILE",
  // Its controller runs in a cluster, which has no such file.
  "cluster-api": undefined,
};

const VARIABLES: Readonly<Record<EnvFlavor, (access: TokenAccess) => Variables>> = {
  bpg: ({ endpoint, insecure, sshUsername, ...token }) => ({
    PROXMOX_VE_ENDPOINT: { text: endpoint },
    PROXMOX_VE_API_TOKEN: { text: `${full(token)}=`, secret: token.secret },
    PROXMOX_VE_INSECURE: { text: String(insecure) },
    PROXMOX_VE_SSH_USERNAME: { text: sshUsername },
  }),
  telmate: ({ endpoint, insecure, ...token }) => ({
    PM_API_URL: { text: apiUrl(endpoint) },
    PM_API_TOKEN_ID: { text: full(token) },
    PM_API_TOKEN_SECRET: { text: "", secret: token.secret },
    PM_TLS_INSECURE: { text: String(insecure) },
  }),
  ansible: ({ endpoint, insecure, userid, tokenid, secret }) => ({
    PROXMOX_HOST: { text: new URL(endpoint).hostname },
    PROXMOX_PORT: { text: new URL(endpoint).port || "443" },
    PROXMOX_USER: { text: userid },
    PROXMOX_TOKEN_ID: { text: tokenid },
    PROXMOX_TOKEN_SECRET: { text: "", secret },
    PROXMOX_VALIDATE_CERTS: { text: String(!insecure) },
  }),
  // What packer calls the token is its secret. It reads no variable for TLS.
  packer: ({ endpoint, ...token }) => ({
    PROXMOX_URL: { text: apiUrl(endpoint) },
    PROXMOX_USERNAME: { text: full(token) },
    PROXMOX_TOKEN: { text: "", secret: token.secret },
  }),
  // What it calls the token is its id.
  "cluster-api": ({ endpoint, insecure, ...token }) => ({
    PROXMOX_URL: { text: endpoint },
    PROXMOX_TOKEN: { text: full(token) },
    PROXMOX_SECRET: { text: "", secret: token.secret },
    PROXMOX_INSECURE: { text: String(insecure) },
  }),
};

/** Where the tools that do not find it themselves have to be pointed. */
export function apiUrl(endpoint: string): string {
  return `${endpoint}/api2/json`;
}

/** `user@realm!tokenid` */
export function full({ userid, tokenid }: Pick<TokenAccess, "userid" | "tokenid">): string {
  return `${userid}!${tokenid}`;
}

function exportLines(variables: Variables): string {
  return Object.entries(variables)
    .map(([name, { text, secret = "" }]) => `export ${name}='${literal(inSingleQuotes(text))}${secret}'\n`)
    .join("");
}
