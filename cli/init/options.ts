import { Command } from "commander";
import { clusterKeyFault, endpointFault, tidyEndpoint } from "../../pve/names";
import { PROFILE_NAMES } from "../../pve/privileges";
import { UserError } from "../../pve/user-error";
import { checked, collectProfile } from "../options";
import { saysWhere, type PurposeOptions } from "./purpose";

/** What the command line says. */
export interface InitOptions extends PurposeOptions {
  readonly folder: string;
  readonly endpoint?: string;
  readonly fingerprint?: string;
  readonly username?: string;
  readonly yes?: boolean;
}

/** The command with its flags, each of which answers a question. */
export function initFlags(): Command {
  return new Command("init")
    .argument(
      "[key]",
      "key of the cluster in cdktf.json (default: the name of the cluster, or of its only node)",
      checked(clusterKeyFault),
    )
    .option("--folder <folder>", "the project's folder; it is made if it is missing", ".")
    .option("--endpoint <url>", "a node, such as https://host3.example.org:8006, or its name")
    .option(
      "--fingerprint <sha256>",
      "of the node's certificate, as `pvenode cert info` prints it; not needed with a public CA",
    )
    .option(
      "--username <userid>",
      "ask for the password of this user (default: the login of the environment, or asked for)",
    )
    .option("--profile <profile...>", "what the access is for", collectProfile)
    .option("--pool <pool...>", "confine it to these pools")
    .option("--storage <storage...>", "confine it to these storages")
    .option("--bridge <bridge...>", "confine it to these bridges")
    .option(
      "--everywhere",
      "do not confine it: what could be confined is granted on /, for the whole cluster",
    )
    .option("--yes", `ask nothing, and take the defaults: --profile ${PROFILE_NAMES[0] ?? ""}, --everywhere`);
}

/** What there is to ask, beside the flags. */
interface Answers {
  /** Whether somebody is there, and is to be asked. */
  readonly isAsked: boolean;
  /** Whether the environment has a login. */
  readonly isLoggedIn: boolean;
}

/**
 * Refuses flags that contradict each other and, where nobody is asked, names all that is missing.
 * @throws UserError with everything at once
 */
export function refuseGaps(options: InitOptions, { isAsked, isLoggedIn }: Answers): void {
  const { endpoint, fingerprint, profile, pool, storage, bridge, everywhere, yes } = options;
  if (everywhere === true && [pool, storage, bridge].some((names) => names !== undefined))
    throw new UserError("--everywhere and --pool, --storage or --bridge exclude each other.");
  if (isAsked) return;
  const missing = [
    ...(endpoint === undefined ? ["--endpoint <url>"] : []),
    ...(yes === true || profile !== undefined ? [] : ["--profile <profile...>"]),
    ...(yes === true || saysWhere(options) ? [] : ["--everywhere, or --pool, --storage and --bridge"]),
    ...(isLoggedIn
      ? []
      : ["PROXMOX_VE_USERNAME and PROXMOX_VE_PASSWORD, or PROXMOX_VE_API_TOKEN, in the environment"]),
  ];
  if (missing.length === 0) return;
  if (fingerprint === undefined)
    missing.push("--fingerprint <sha256>, unless a public CA has issued the certificate");
  const lines = missing.map((what) => `\n  ${what}`).join("");
  const more = yes === true ? "" : "\n--yes takes the defaults.";
  throw new UserError(`Nobody is asked here, so this is missing:${lines}${more}`);
}

/**
 * The endpoint as it is written. A name alone is that of a node, which listens on 8006.
 * @throws UserError when it is none
 */
export function endpointOf(given: string): string {
  const text = given.trim();
  const isName = !text.includes("://");
  const hasPort = /:\d+(\/.*)?$/.test(text.replace(/\[.*\]/, ""));
  const url = isName ? `https://${text}${hasPort ? "" : ":8006"}` : text;
  const fault = endpointFault(url);
  if (fault !== undefined) throw new UserError(`The endpoint ${fault}.`);
  return tidyEndpoint(url);
}
