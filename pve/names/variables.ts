/** The settings that a user may give in the environment, as `PROXMOX_VE_<SETTING>` or `PROXMOX_VE_<KEY>_<SETTING>`. */
export type Setting =
  | "ENDPOINT"
  | "USERNAME"
  | "PASSWORD"
  | "TOTP"
  | "API_TOKEN"
  | "AUTH_TICKET"
  | "CSRF_PREVENTION_TOKEN"
  | "CA_FILE"
  | "FINGERPRINT"
  | "INSECURE"
  | "RETRY_SECONDS"
  | "UNREACHABLE";

/** Variables of a process; `process.env` is one. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** `cluster`: the variable names the cluster; `general`: it is for all clusters. */
export type Scope = "cluster" | "general";

/** The scopes, the one that wins first. */
export const SCOPES: readonly Scope[] = ["cluster", "general"];

/** A value and the variable that it came from. */
export interface Variable {
  readonly name: string;
  readonly value: string;
}

/** `PROXMOX_VE_HOST3_PASSWORD` for the cluster `host3`, `PROXMOX_VE_PASSWORD` in general. */
export function variableName(setting: Setting, scope: Scope, key: string): string {
  return scope === "general" ? `PROXMOX_VE_${setting}` : `PROXMOX_VE_${environmentKey(key)}_${setting}`;
}

/** The cluster key as it stands in variable names: upper case, other characters as `_`. */
export function environmentKey(key: string): string {
  return key.toUpperCase().replace(/[^A-Z0-9]/g, "_");
}

/** Reads one setting in one scope; an empty variable counts as not set. Blanks around it are dropped, except a password's. */
export function readScoped(
  environment: Environment,
  setting: Setting,
  scope: Scope,
  key: string,
): Variable | undefined {
  const name = variableName(setting, scope, key);
  const raw = environment[name] ?? "";
  const value = setting === "PASSWORD" ? raw : raw.trim();
  return value === "" ? undefined : { name, value };
}

/** Reads one setting; the cluster's own variable wins. */
export function readSetting(environment: Environment, setting: Setting, key: string): Variable | undefined {
  return readScoped(environment, setting, "cluster", key) ?? readScoped(environment, setting, "general", key);
}
